-- What is there and is not read: what it is, and its name.
SELECT what, name FROM (
  SELECT 'base type' AS what, format_type(t.oid, NULL) AS name, 'pg_type'::regclass AS class, t.oid, t.typnamespace AS space
  FROM pg_type t WHERE t.typtype = 'b' AND t.typelem = 0 AND t.typname !~ '^_' OR t.typtype = 'p' AND t.oid >= 16384
  UNION ALL
  SELECT 'operator class', format('%I.%I', n.nspname, o.opcname), 'pg_opclass'::regclass, o.oid, o.opcnamespace
  FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace
  UNION ALL
  SELECT 'operator family', format('%I.%I', n.nspname, o.opfname), 'pg_opfamily'::regclass, o.oid, o.opfnamespace
  FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace
  UNION ALL
  SELECT 'conversion', format('%I.%I', n.nspname, o.conname), 'pg_conversion'::regclass, o.oid, o.connamespace
  FROM pg_conversion o JOIN pg_namespace n ON n.oid = o.connamespace
  UNION ALL
  SELECT 'text search parser', format('%I.%I', n.nspname, o.prsname), 'pg_ts_parser'::regclass, o.oid, o.prsnamespace
  FROM pg_ts_parser o JOIN pg_namespace n ON n.oid = o.prsnamespace
  UNION ALL
  SELECT 'text search template', format('%I.%I', n.nspname, o.tmplname), 'pg_ts_template'::regclass, o.oid, o.tmplnamespace
  FROM pg_ts_template o JOIN pg_namespace n ON n.oid = o.tmplnamespace
  UNION ALL
  SELECT 'invalid index', c.oid::regclass::text, 'pg_class'::regclass, c.oid, c.relnamespace
  FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE NOT i.indisvalid AND c.relkind = 'i'
  UNION ALL
  -- What it says may be a password.
  SELECT 'user mapping', format('for %s on %I', coalesce(quote_ident(o.usename), 'PUBLIC'), o.srvname), 'pg_user_mapping'::regclass, o.umid, NULL
  FROM pg_user_mappings o
  UNION ALL
  SELECT 'subscription', quote_ident(o.subname), 'pg_subscription'::regclass, o.oid, NULL
  FROM pg_subscription o WHERE o.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
  UNION ALL
  SELECT 'security label', format('of %s on %s', o.provider, o.objname), o.classoid, o.objoid, NULL FROM pg_seclabels o
  WHERE o.objtype NOT IN ('database', 'role', 'tablespace')
  UNION ALL
  SELECT 'publication', quote_ident(o.pubname), 'pg_publication'::regclass, o.oid, NULL FROM pg_publication o
  UNION ALL
  SELECT 'language', quote_ident(o.lanname), 'pg_language'::regclass, o.oid, NULL FROM pg_language o
  UNION ALL
  SELECT 'access method', quote_ident(o.amname), 'pg_am'::regclass, o.oid, NULL FROM pg_am o
  UNION ALL
  SELECT 'transform', format('%s for %s', format_type(o.trftype, NULL), l.lanname), 'pg_transform'::regclass, o.oid, NULL
  FROM pg_transform o JOIN pg_language l ON l.oid = o.trflang
) o
-- Below this number stands what initdb made.
WHERE o.oid >= 16384
  AND ({whole} AND o.space IS NULL OR o.space IN (SELECT s.oid FROM {spaces} s))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
ORDER BY what, name
