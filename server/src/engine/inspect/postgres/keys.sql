-- Partitions, primary and unique keys, exclusions and checks that were not validated.
SELECT sql FROM (
  SELECT 0 AS part, s.nspname, c.relname, c.relname AS label,
    format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s', i.inhparent::regclass, c.oid::regclass, pg_get_expr(c.relpartbound, c.oid)) AS sql
  FROM pg_class c
  JOIN {spaces} s ON s.oid = c.relnamespace
  JOIN pg_inherits i ON i.inhrelid = c.oid
  WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
  UNION ALL
  SELECT CASE k.contype WHEN 'c' THEN 1 WHEN 'p' THEN 2 WHEN 'u' THEN 3 ELSE 4 END, s.nspname, c.relname, k.conname,
    format('ALTER TABLE ONLY %s ADD CONSTRAINT %I %s', c.oid::regclass, k.conname, concat(
      regexp_replace(d.sql, '( DEFERRABLE( INITIALLY DEFERRED)?| NOT VALID)$', ''),
      ' WITH (' || o.list || ')',
      CASE WHEN x.reltablespace <> 0 THEN (SELECT ' USING INDEX TABLESPACE ' || quote_ident(t.spcname) FROM pg_tablespace t WHERE t.oid = x.reltablespace) END,
      substring(d.sql FROM '( DEFERRABLE( INITIALLY DEFERRED)?| NOT VALID)$')))
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN {spaces} s ON s.oid = c.relnamespace
  LEFT JOIN pg_class x ON x.oid = k.conindid AND k.contype <> 'c'
  CROSS JOIN LATERAL (SELECT pg_get_constraintdef(k.oid) AS sql) d
  CROSS JOIN LATERAL (SELECT string_agg(split_part(option, '=', 1) || '=' || quote_literal(substr(option, strpos(option, '=') + 1)), ', ') AS list
    FROM unnest(x.reloptions) option) o
  WHERE (k.contype IN ('p', 'u', 'x') OR k.contype = 'c' AND NOT k.convalidated AND k.conislocal)
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
) k
ORDER BY part, nspname, relname, label
