-- Privileges of what will be made.
WITH object AS MATERIALIZED (
  SELECT pg_get_userbyid(d.defaclrole) AS role, n.nspname, d.defaclrole, d.defaclacl AS acl, d.defaclnamespace,
    CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' END AS kind,
    -- What is said for one schema is added to what is said for all.
    CASE WHEN d.defaclnamespace = 0 THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole) END AS base
  FROM pg_default_acl d
  LEFT JOIN {spaces} n ON n.oid = d.defaclnamespace
  WHERE d.defaclnamespace = 0 OR n.oid IS NOT NULL
),
change AS (
  SELECT role, nspname, kind, 1 AS turn, x.grantee, x.privilege_type, x.is_grantable
  FROM object o CROSS JOIN LATERAL aclexplode(o.acl) x
  WHERE NOT EXISTS (SELECT FROM aclexplode(o.base) b
    WHERE b.grantee = x.grantee AND b.privilege_type = x.privilege_type AND b.is_grantable = x.is_grantable)
  UNION ALL
  SELECT role, nspname, kind, 0, b.grantee, b.privilege_type, false
  FROM object o CROSS JOIN LATERAL aclexplode(o.base) b
  WHERE NOT EXISTS (SELECT FROM aclexplode(o.acl) x WHERE x.grantee = b.grantee AND x.privilege_type = b.privilege_type)
)
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s %s ON %s %s %s%s', role,
  coalesce(' IN SCHEMA ' || quote_ident(nspname), ''),
  CASE turn WHEN 0 THEN 'REVOKE' ELSE 'GRANT' END, string_agg(privilege_type, ', ' ORDER BY privilege_type), kind,
  CASE turn WHEN 0 THEN 'FROM' ELSE 'TO' END,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
  CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM change
WHERE kind IS NOT NULL
GROUP BY role, nspname, kind, turn, grantee, is_grantable
ORDER BY role, nspname NULLS FIRST, kind, turn, CASE grantee WHEN 0 THEN '' ELSE pg_get_userbyid(grantee) END, is_grantable
