-- Collations. Their columns have other names in each version of PostgreSQL.
SELECT format('CREATE COLLATION %s.%I (%s)', s.name, c.collname, concat_ws(', ',
    'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END,
    CASE
      WHEN c.collprovider IN ('i', 'b') THEN
        'locale = ' || quote_literal(coalesce(j.c ->> 'colllocale', j.c ->> 'colliculocale', c.collcollate))
      WHEN c.collcollate = c.collctype THEN 'locale = ' || quote_literal(c.collcollate)
      ELSE format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
    END,
    'rules = ' || quote_literal(j.c ->> 'collicurules')))
FROM pg_collation c
JOIN {spaces} s ON s.oid = c.collnamespace
CROSS JOIN LATERAL (SELECT to_jsonb(c) AS c) j
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_collation'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.oid
