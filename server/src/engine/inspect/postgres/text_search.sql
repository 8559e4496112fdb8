-- Dictionaries and configurations of text search.
SELECT * FROM (
  SELECT format('CREATE TEXT SEARCH DICTIONARY %s.%I (TEMPLATE = %I.%I%s)', s.name, d.dictname, tn.nspname, t.tmplname,
    coalesce(', ' || d.dictinitoption, '')) AS sql
  FROM pg_ts_dict d
  JOIN {spaces} s ON s.oid = d.dictnamespace
  JOIN pg_ts_template t ON t.oid = d.dicttemplate
  JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_ts_dict'::regclass AND x.objid = d.oid AND x.deptype = 'e')
  ORDER BY d.oid) dictionaries
UNION ALL
SELECT sql FROM (
  SELECT c.oid, 0 AS part, '' AS tokens, format('CREATE TEXT SEARCH CONFIGURATION %s.%I (PARSER = %I.%I)', s.name, c.cfgname, pn.nspname, p.prsname) AS sql
  FROM pg_ts_config c
  JOIN {spaces} s ON s.oid = c.cfgnamespace
  JOIN pg_ts_parser p ON p.oid = c.cfgparser
  JOIN pg_namespace pn ON pn.oid = p.prsnamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_ts_config'::regclass AND x.objid = c.oid AND x.deptype = 'e')
  UNION ALL
  SELECT c.oid, 1, k.alias, format('ALTER TEXT SEARCH CONFIGURATION %s.%I ADD MAPPING FOR %I WITH %s', s.name, c.cfgname, k.alias, m.dictionaries)
  FROM pg_ts_config c
  JOIN {spaces} s ON s.oid = c.cfgnamespace
  JOIN (SELECT mapcfg, maptokentype, string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno) AS dictionaries
        FROM pg_ts_config_map GROUP BY mapcfg, maptokentype) m ON m.mapcfg = c.oid
  CROSS JOIN LATERAL ts_token_type(c.cfgparser) k
  WHERE k.tokid = m.maptokentype
    AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_ts_config'::regclass AND x.objid = c.oid AND x.deptype = 'e')
  ORDER BY 1, 2, 3) configurations
