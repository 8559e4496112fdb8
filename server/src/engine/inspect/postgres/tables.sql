-- Tables with their columns and checks. Parents stand before their children.
WITH RECURSIVE depth(oid, level) AS (
  SELECT c.oid, 0 FROM pg_class c
  WHERE c.relkind IN ('r', 'p', 'f') AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
  UNION ALL
  SELECT i.inhrelid, depth.level + 1 FROM depth JOIN pg_inherits i ON i.inhparent = depth.oid
),
level AS MATERIALIZED (SELECT oid, max(level) AS level FROM depth GROUP BY oid),
wanted AS MATERIALIZED (
  SELECT c.*, s.nspname, l.level
  FROM pg_class c
  JOIN {spaces} s ON s.oid = c.relnamespace
  JOIN level l ON l.oid = c.oid
  WHERE c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
),
part AS (
  SELECT a.attrelid AS oid, 0 AS place, a.attnum::text AS label, a.attnum AS number,
    quote_ident(a.attname) || CASE WHEN w.reloftype <> 0 THEN ' WITH OPTIONS' ELSE ' ' || format_type(a.atttypid, a.atttypmod) END
    || CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 AND w.reloftype = 0
         THEN (SELECT format(' COLLATE %I.%I', n.nspname, o.collname)
               FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace WHERE o.oid = a.attcollation)
         ELSE '' END
    || CASE a.attgenerated
         WHEN '' THEN coalesce(' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid), '')
         WHEN 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(f.adbin, f.adrelid))
         ELSE format(' GENERATED ALWAYS AS (%s)', pg_get_expr(f.adbin, f.adrelid))
       END
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS sql
  FROM wanted w
  JOIN pg_attribute a ON a.attrelid = w.oid
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum AND a.atthasdef
  WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attislocal OR w.relispartition)
    AND (w.reloftype = 0 OR a.attnotnull OR f.oid IS NOT NULL)
  UNION ALL
  SELECT k.conrelid, 1, k.conname, 0, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
  FROM wanted w
  JOIN pg_constraint k ON k.conrelid = w.oid
  WHERE k.contype = 'c' AND k.convalidated AND (k.conislocal OR w.relispartition)
),
parts AS (
  SELECT oid, string_agg(sql, E',\n    ' ORDER BY place, number, label) AS sql FROM part GROUP BY oid
),
parents AS (
  SELECT inhrelid AS oid, string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) AS names FROM pg_inherits GROUP BY inhrelid
),
options AS (
  SELECT oid, string_agg(key || '=' || quote_literal(value), ', ' ORDER BY place, number) AS list
  FROM (
    SELECT w.oid, 0 AS place, o.number, split_part(o.option, '=', 1) AS key, substr(o.option, strpos(o.option, '=') + 1) AS value
    FROM wanted w CROSS JOIN LATERAL unnest(w.reloptions) WITH ORDINALITY o(option, number)
    UNION ALL
    SELECT w.oid, 1, o.number, 'toast.' || split_part(o.option, '=', 1), substr(o.option, strpos(o.option, '=') + 1)
    FROM wanted w
    JOIN pg_class x ON x.oid = w.reltoastrelid
    CROSS JOIN LATERAL unnest(x.reloptions) WITH ORDINALITY o(option, number)
  ) o GROUP BY oid
)
SELECT concat('CREATE ', CASE w.relpersistence WHEN 'u' THEN 'UNLOGGED ' END, 'TABLE ', w.oid::regclass,
  CASE WHEN w.reloftype <> 0 THEN ' OF ' || format_type(w.reloftype, NULL) END,
  CASE WHEN parts.sql IS NOT NULL THEN E' (\n    ' || parts.sql || E'\n)' WHEN w.reloftype = 0 THEN E' (\n)' END,
  CASE WHEN NOT w.relispartition THEN E'\nINHERITS (' || parents.names || ')' END,
  CASE w.relkind WHEN 'p' THEN E'\nPARTITION BY ' || pg_get_partkeydef(w.oid) END,
  CASE WHEN am.amname <> 'heap' THEN E'\nUSING ' || quote_ident(am.amname) END,
  E'\nWITH (' || options.list || ')',
  CASE WHEN w.reltablespace <> 0 THEN (SELECT E'\nTABLESPACE ' || quote_ident(t.spcname) FROM pg_tablespace t WHERE t.oid = w.reltablespace) END)
FROM wanted w
LEFT JOIN parts ON parts.oid = w.oid
LEFT JOIN parents ON parents.oid = w.oid
LEFT JOIN options ON options.oid = w.oid
LEFT JOIN pg_am am ON am.oid = w.relam
ORDER BY w.level, w.nspname, w.relname
