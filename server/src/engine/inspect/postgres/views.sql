-- Views and materialized views, in the order in which they were made.
SELECT concat('CREATE ', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' END,
  'VIEW ', c.oid::regclass,
  CASE WHEN am.amname <> 'heap' THEN ' USING ' || quote_ident(am.amname) END,
  o.list,
  CASE WHEN c.relkind = 'm' AND c.reltablespace <> 0
    THEN (SELECT E'\nTABLESPACE ' || quote_ident(t.spcname) FROM pg_tablespace t WHERE t.oid = c.reltablespace) END,
  E' AS\n',
  rtrim(pg_get_viewdef(c.oid), ';'),
  CASE WHEN c.relkind = 'm' THEN E'\n  WITH NO DATA' END,
  o.checked)
FROM pg_class c
JOIN {spaces} s ON s.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam
CROSS JOIN LATERAL (
  SELECT ' WITH (' || string_agg(split_part(option, '=', 1) || '=' || quote_literal(substr(option, strpos(option, '=') + 1)), ', ')
      FILTER (WHERE option !~ '^check_option=') || ')' AS list,
    E'\n  WITH ' || max(upper(substr(option, 14))) FILTER (WHERE option ~ '^check_option=') || ' CHECK OPTION' AS checked
  FROM unnest(c.reloptions) option) o
WHERE c.relkind IN ('v', 'm')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.oid
