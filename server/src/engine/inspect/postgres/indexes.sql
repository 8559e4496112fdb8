-- Indexes but for those of constraints; then which index belongs to which partitioned one, and what is said of them.
WITH wanted AS MATERIALIZED (
  SELECT x.oid, x.relname, x.relkind, i.indrelid, i.indisclustered, i.indisreplident, s.nspname, c.relname AS on_name,
    EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x')) AS of_constraint
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN {spaces} s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm')
    AND (i.indisvalid OR x.relkind = 'I')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
)
SELECT sql FROM (
  SELECT 0 AS part, nspname, on_name, relname, 0 AS number, pg_get_indexdef(oid) AS sql FROM wanted WHERE NOT of_constraint
  UNION ALL
  SELECT 1, nspname, on_name, relname, 0, format('ALTER INDEX %s ATTACH PARTITION %s', i.inhparent::regclass, w.oid::regclass)
  FROM wanted w JOIN pg_inherits i ON i.inhrelid = w.oid
  UNION ALL
  SELECT 2, nspname, on_name, relname, a.attnum, format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', w.oid::regclass, a.attnum, to_jsonb(a.attstattarget) #>> '{}')
  FROM wanted w JOIN pg_attribute a ON a.attrelid = w.oid WHERE a.attstattarget >= 0 AND a.attnum > 0
  UNION ALL
  SELECT 3, nspname, on_name, relname, 0, format('ALTER TABLE %s CLUSTER ON %I', indrelid::regclass, relname) FROM wanted WHERE indisclustered
  UNION ALL
  SELECT 4, nspname, on_name, relname, 0, format('ALTER TABLE ONLY %s REPLICA IDENTITY USING INDEX %I', indrelid::regclass, relname)
  FROM wanted w WHERE indisreplident AND (SELECT c.relreplident FROM pg_class c WHERE c.oid = w.indrelid) = 'i'
) i
ORDER BY part, nspname, on_name, relname, number
