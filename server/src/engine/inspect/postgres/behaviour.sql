-- What happens when rows change: triggers, rules, row security, replica identities; statistics objects.
WITH relation AS MATERIALIZED (
  SELECT c.oid, c.relkind, c.relname, c.oid::regclass::text AS name, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, s.nspname
  FROM pg_class c
  JOIN {spaces} s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
)
SELECT sql FROM (
  SELECT 0 AS part, r.nspname, r.relname, t.tgname AS label, 0 AS turn, pg_get_triggerdef(t.oid) AS sql
  FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid
  WHERE NOT t.tgisinternal AND t.tgparentid = 0
  UNION ALL
  SELECT 0, r.nspname, r.relname, t.tgname, 1, format('ALTER TABLE %s %s TRIGGER %I', r.name,
    CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END, t.tgname)
  FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid
  LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
  WHERE CASE WHEN t.tgparentid = 0 THEN NOT t.tgisinternal AND t.tgenabled <> 'O' ELSE NOT p.tgisinternal AND t.tgenabled <> p.tgenabled END
  UNION ALL
  SELECT 1, r.nspname, r.relname, w.rulename, 0, rtrim(pg_get_ruledef(w.oid), ';')
  FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
  UNION ALL
  SELECT 1, r.nspname, r.relname, w.rulename, 1, format('ALTER TABLE %s %s RULE %I', r.name,
    CASE w.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, w.rulename)
  FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN' AND w.ev_enabled <> 'O'
  UNION ALL
  SELECT 2, nspname, relname, '', 0, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name) FROM relation WHERE relrowsecurity
  UNION ALL
  SELECT 2, nspname, relname, '', 1, format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY', name) FROM relation WHERE relforcerowsecurity
  UNION ALL
  SELECT 3, r.nspname, r.relname, p.polname, 0, format('CREATE POLICY %I ON %s%s', p.polname, r.name, concat(
    CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
    CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' END,
    CASE WHEN p.polroles <> '{0}' THEN ' TO ' || (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ' ORDER BY pg_get_userbyid(role))
      FROM unnest(p.polroles) role) END,
    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
    ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'))
  FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT 4, nspname, relname, '', 0, format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', name, CASE relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
  FROM relation WHERE relreplident IN ('f', 'n') AND relkind IN ('r', 'p', 'm')
  UNION ALL
  SELECT 5, r.nspname, r.relname, x.stxname, 0, pg_get_statisticsobjdef(x.oid)
  FROM relation r JOIN pg_statistic_ext x ON x.stxrelid = r.oid
  UNION ALL
  SELECT 5, r.nspname, r.relname, x.stxname, 1, format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, x.stxname, to_jsonb(x.stxstattarget) #>> '{}')
  FROM relation r JOIN pg_statistic_ext x ON x.stxrelid = r.oid JOIN pg_namespace n ON n.oid = x.stxnamespace
  WHERE x.stxstattarget >= 0
) b
ORDER BY part, nspname, relname, label, turn
