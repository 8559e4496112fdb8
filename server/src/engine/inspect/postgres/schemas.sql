-- Schemas, but for the one that every database has.
SELECT 'CREATE SCHEMA ' || s.name
FROM {spaces} s
WHERE s.nspname <> 'public'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = s.oid AND d.deptype = 'e')
ORDER BY s.nspname
