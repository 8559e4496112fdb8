-- Enums, domains, composite types and ranges, in the order in which they were made.
SELECT CASE t.typtype
  WHEN 'e' THEN format(E'CREATE TYPE %s AS ENUM (\n    %s\n)', format_type(t.oid, NULL), coalesce(
    (SELECT string_agg(quote_literal(v.enumlabel), E',\n    ' ORDER BY v.enumsortorder) FROM pg_enum v WHERE v.enumtypid = t.oid), ''))
  WHEN 'c' THEN format(E'CREATE TYPE %s AS (%s\n)', format_type(t.oid, NULL), coalesce(
    (SELECT string_agg(E'\n\t' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attcollation <> at.typcollation AND a.attcollation <> 0
             THEN (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
                   FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation)
             ELSE '' END, ',' ORDER BY a.attnum)
     FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
     WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), ''))
  WHEN 'd' THEN format('CREATE DOMAIN %s AS %s', format_type(t.oid, NULL), format_type(t.typbasetype, t.typtypmod))
    || CASE WHEN t.typcollation <> bt.typcollation AND t.typcollation <> 0
         THEN (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
               FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = t.typcollation)
         ELSE '' END
    || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault), '')
    || coalesce((SELECT string_agg(format(E'\n\tCONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
                 FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated), '')
  WHEN 'r' THEN (
    SELECT format(E'CREATE TYPE %s AS RANGE (\n    subtype = %s%s%s%s%s%s\n)', format_type(t.oid, NULL), format_type(r.rngsubtype, NULL),
      CASE WHEN r.rngmultitypid <> 0 THEN E',\n    multirange_type_name = ' || format_type(r.rngmultitypid, NULL) ELSE '' END,
      CASE WHEN NOT oc.opcdefault THEN format(E',\n    subtype_opclass = %I.%I', ocn.nspname, oc.opcname) ELSE '' END,
      CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> st.typcollation
        THEN (SELECT format(E',\n    collation = %I.%I', cn.nspname, co.collname)
              FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = r.rngcollation)
        ELSE '' END,
      CASE WHEN r.rngcanonical <> 0 THEN E',\n    canonical = ' || r.rngcanonical ELSE '' END,
      CASE WHEN r.rngsubdiff <> 0 THEN E',\n    subtype_diff = ' || r.rngsubdiff ELSE '' END)
    FROM pg_range r
    JOIN pg_type st ON st.oid = r.rngsubtype
    JOIN pg_opclass oc ON oc.oid = r.rngsubopc
    JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
    WHERE r.rngtypid = t.oid)
  END
FROM pg_type t
JOIN {spaces} s ON s.oid = t.typnamespace
LEFT JOIN pg_type bt ON bt.oid = t.typbasetype
LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typtype IN ('e', 'd', 'r', 'c')
  AND (t.typtype <> 'c' OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', format_type(t.oid, NULL), k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k
JOIN pg_type t ON t.oid = k.contypid
JOIN {spaces} s ON s.oid = t.typnamespace
WHERE k.contype = 'c' AND NOT k.convalidated
