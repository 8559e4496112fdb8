-- What is said of columns apart: identities, owned sequences, what a child changes, storage, compression, statistics.
WITH wanted AS MATERIALIZED (
  SELECT c.oid, c.relkind, c.relispartition, c.oid::regclass::text AS name, s.nspname, c.relname
  FROM pg_class c
  JOIN {spaces} s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
),
columns AS (
  SELECT w.*, a.attnum, quote_ident(a.attname) AS column, a.attidentity, a.attislocal, a.attnotnull, a.attstorage, a.attcompression,
    a.attgenerated, nullif(to_jsonb(a.attstattarget), '-1') #>> '{}' AS target, t.typstorage,
    -- What begins with pg_ is the engine's own note.
    (SELECT string_agg(option, ', ') FROM unnest(a.attoptions) option WHERE option !~ '^pg_') AS options,
    f.oid AS defaulted, f.adbin, f.adrelid, a.attname
  FROM wanted w
  JOIN pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
)
SELECT sql FROM (
  SELECT nspname, relname, attnum, 0 AS part,
    format(E'ALTER TABLE %s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY (\n    SEQUENCE NAME %s%s\n)', name, "column",
      CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, q.seqrelid::regclass, concat(
      E'\n    START WITH ' || q.seqstart,
      E'\n    INCREMENT BY ' || q.seqincrement,
      CASE WHEN q.seqmin = CASE WHEN q.seqincrement > 0 THEN 1 ELSE l.low END THEN E'\n    NO MINVALUE' ELSE E'\n    MINVALUE ' || q.seqmin END,
      CASE WHEN q.seqmax = CASE WHEN q.seqincrement > 0 THEN l.high ELSE -1 END THEN E'\n    NO MAXVALUE' ELSE E'\n    MAXVALUE ' || q.seqmax END,
      E'\n    CACHE ' || q.seqcache,
      CASE WHEN q.seqcycle THEN E'\n    CYCLE' END)) AS sql
  FROM columns c
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = c.attnum
    AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
  JOIN pg_sequence q ON q.seqrelid = d.objid
  CROSS JOIN LATERAL (SELECT
    CASE q.seqtypid WHEN 'smallint'::regtype THEN -32768 WHEN 'integer'::regtype THEN -2147483648 ELSE -9223372036854775808 END AS low,
    CASE q.seqtypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647 ELSE 9223372036854775807 END AS high) l
  WHERE c.attidentity <> ''
  UNION ALL
  SELECT nspname, relname, attnum, 1, format('ALTER SEQUENCE %s OWNED BY %s.%s', q.seqrelid::regclass, name, "column")
  FROM columns c
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = c.attnum
    AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
  JOIN pg_sequence q ON q.seqrelid = d.objid
  UNION ALL
  -- An inherited column whose default or NOT NULL is not its parent's, and the defaults of a view's columns.
  SELECT nspname, relname, attnum, 2, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET DEFAULT %s', name, "column", pg_get_expr(adbin, adrelid))
  FROM columns c
  WHERE defaulted IS NOT NULL AND attgenerated = '' AND NOT relispartition AND (relkind = 'v' OR NOT attislocal)
    AND NOT EXISTS (SELECT FROM pg_inherits i
      JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname
      JOIN pg_attrdef f ON f.adrelid = p.attrelid AND f.adnum = p.attnum
      WHERE i.inhrelid = c.oid AND pg_get_expr(f.adbin, f.adrelid) = pg_get_expr(c.adbin, c.adrelid))
  UNION ALL
  SELECT nspname, relname, attnum, 2, format('ALTER TABLE ONLY %s ALTER COLUMN %s DROP DEFAULT', name, "column")
  FROM columns c
  WHERE defaulted IS NULL AND NOT attislocal AND NOT relispartition AND EXISTS (SELECT FROM pg_inherits i
      JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname AND p.attgenerated = ''
      JOIN pg_attrdef f ON f.adrelid = p.attrelid AND f.adnum = p.attnum
      WHERE i.inhrelid = c.oid)
  UNION ALL
  SELECT nspname, relname, attnum, 3, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET NOT NULL', name, "column")
  FROM columns c
  WHERE attnotnull AND NOT attislocal AND NOT relispartition AND NOT EXISTS (SELECT FROM pg_inherits i
      JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname
      WHERE i.inhrelid = c.oid AND p.attnotnull)
  UNION ALL
  SELECT nspname, relname, attnum, 4, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET STORAGE %s', name, "column",
    CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END)
  FROM columns c
  WHERE attstorage <> typstorage AND relkind <> 'v' AND (attislocal OR relispartition OR NOT EXISTS (SELECT FROM pg_inherits i
      JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname
      WHERE i.inhrelid = c.oid AND p.attstorage = c.attstorage))
  UNION ALL
  SELECT nspname, relname, attnum, 5, format('ALTER TABLE %s ALTER COLUMN %s SET COMPRESSION %s', name, "column",
    CASE attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END)
  FROM columns c WHERE attcompression IN ('p', 'l')
  UNION ALL
  SELECT nspname, relname, attnum, 6, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET STATISTICS %s', name, "column", target)
  FROM columns c WHERE target IS NOT NULL AND relkind <> 'v'
  UNION ALL
  SELECT nspname, relname, attnum, 7, format('ALTER TABLE ONLY %s ALTER COLUMN %s SET (%s)', name, "column", options)
  FROM columns c WHERE options IS NOT NULL AND relkind <> 'v'
) c
ORDER BY nspname, relname, part, attnum
