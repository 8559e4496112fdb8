-- Privileges that differ from what the engine gives by itself.
WITH object AS MATERIALIZED (
  SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::regclass::text AS name, '' AS column,
    c.relacl AS acl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner) AS base, c.relowner AS owner
  FROM pg_class c JOIN {spaces} s ON s.oid = c.relnamespace
  WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'TABLE', c.oid::regclass::text, quote_ident(a.attname), a.attacl, acldefault('c', c.relowner), c.relowner
  FROM pg_class c JOIN {spaces} s ON s.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  UNION ALL
  SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure::text, '', p.proacl, acldefault('f', p.proowner), p.proowner
  FROM pg_proc p JOIN {spaces} s ON s.oid = p.pronamespace
  WHERE p.proacl IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  UNION ALL
  SELECT CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, format_type(t.oid, NULL), '', t.typacl, acldefault('T', t.typowner), t.typowner
  FROM pg_type t JOIN {spaces} s ON s.oid = t.typnamespace
  WHERE t.typacl IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'FOREIGN DATA WRAPPER', quote_ident(f.fdwname), '', f.fdwacl, acldefault('F', f.fdwowner), f.fdwowner
  FROM pg_foreign_data_wrapper f WHERE f.fdwacl IS NOT NULL AND {whole}
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = f.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'FOREIGN SERVER', quote_ident(f.srvname), '', f.srvacl, acldefault('S', f.srvowner), f.srvowner
  FROM pg_foreign_server f WHERE f.srvacl IS NOT NULL AND {whole}
  UNION ALL
  SELECT 'SCHEMA', s.name, '', s.nspacl,
    coalesce((SELECT i.initprivs FROM pg_init_privs i WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = s.oid), acldefault('n', s.nspowner)), s.nspowner
  FROM {spaces} s
  WHERE s.nspacl IS NOT NULL
),
-- What somebody has by their own grant they have as the owner, whoever that is by now.
item AS MATERIALIZED (
  SELECT kind, name, "column", 1 AS turn, x.grantee, x.privilege_type, x.is_grantable, x.place
  FROM object o CROSS JOIN LATERAL aclexplode(o.acl) WITH ORDINALITY x(grantor, grantee, privilege_type, is_grantable, place)
  UNION ALL
  SELECT kind, name, "column", 0, CASE b.grantee WHEN b.grantor THEN o.owner ELSE b.grantee END, b.privilege_type, b.is_grantable, 0
  FROM object o CROSS JOIN LATERAL aclexplode(o.base) b
),
-- Who has not just what everybody begins with loses that first, so that the list comes out in its order.
changed AS (
  SELECT kind, name, "column", grantee FROM item
  GROUP BY kind, name, "column", grantee
  HAVING array_agg(privilege_type || is_grantable ORDER BY privilege_type) FILTER (WHERE turn = 0)
    IS DISTINCT FROM array_agg(privilege_type || is_grantable ORDER BY privilege_type) FILTER (WHERE turn = 1)
),
change AS (
  SELECT kind, name, "column", turn, grantee, privilege_type, turn = 1 AND is_grantable AS is_grantable, place
  FROM item JOIN changed USING (kind, name, "column", grantee)
)
SELECT format('%s %s ON %s %s %s %s%s',
  CASE turn WHEN 0 THEN 'REVOKE' ELSE 'GRANT' END,
  string_agg(DISTINCT privilege_type || CASE "column" WHEN '' THEN '' ELSE '(' || "column" || ')' END, ', '),
  kind, name,
  CASE turn WHEN 0 THEN 'FROM' ELSE 'TO' END,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
  CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM change
GROUP BY kind, name, turn, grantee, is_grantable
-- Grants were made in this order.
ORDER BY kind, name, turn, min(place)
