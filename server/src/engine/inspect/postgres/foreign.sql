-- Foreign-data wrappers and servers, which stand in no schema, and foreign tables.
SELECT sql FROM (
  SELECT 0 AS part, w.fdwname::text AS label, concat('CREATE FOREIGN DATA WRAPPER ', quote_ident(w.fdwname),
    CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || w.fdwhandler::regproc END,
    CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || w.fdwvalidator::regproc END,
    ' OPTIONS (' || o.list || ')') AS sql
  FROM pg_foreign_data_wrapper w
  CROSS JOIN LATERAL (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') AS list
    FROM pg_options_to_table(w.fdwoptions)) o
  WHERE {whole}
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = w.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 1, s.srvname::text, concat('CREATE SERVER ', quote_ident(s.srvname), ' TYPE ' || quote_literal(s.srvtype), ' VERSION ' || quote_literal(s.srvversion),
    ' FOREIGN DATA WRAPPER ', quote_ident(w.fdwname), ' OPTIONS (' || o.list || ')')
  FROM pg_foreign_server s
  JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
  CROSS JOIN LATERAL (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') AS list
    FROM pg_options_to_table(s.srvoptions)) o
  WHERE {whole}
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_server'::regclass AND d.objid = s.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 2, c.oid::regclass::text, concat('CREATE FOREIGN TABLE ', c.oid::regclass, E' (\n    ', p.list, E'\n)',
    E'\nINHERITS (' || (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits
      WHERE inhrelid = c.oid AND NOT c.relispartition) || ')',
    E'\nSERVER ', quote_ident(s.srvname), E'\nOPTIONS (' || o.list || ')')
  FROM pg_class c
  JOIN {spaces} n ON n.oid = c.relnamespace
  JOIN pg_foreign_table f ON f.ftrelid = c.oid
  JOIN pg_foreign_server s ON s.oid = f.ftserver
  CROSS JOIN LATERAL (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') AS list
    FROM pg_options_to_table(f.ftoptions)) o
  CROSS JOIN LATERAL (SELECT string_agg(x.sql, E',\n    ' ORDER BY x.place, x.number, x.label) AS list FROM (
    SELECT 0 AS place, a.attnum AS number, '' AS label, concat(quote_ident(a.attname), ' ', format_type(a.atttypid, a.atttypmod),
      ' OPTIONS (' || (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') FROM pg_options_to_table(a.attfdwoptions)) || ')',
      CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
        THEN (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
              FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation) END,
      CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
        ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
      CASE WHEN a.attnotnull THEN ' NOT NULL' END) AS sql
    FROM pg_attribute a
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND (a.attislocal OR c.relispartition)
    UNION ALL
    SELECT 1, 0, k.conname, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND (k.conislocal OR c.relispartition)) x) p
  WHERE c.relkind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
) f
ORDER BY part, label
