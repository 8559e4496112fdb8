-- Operators and casts that are not the engine's own.
SELECT format(E'CREATE OPERATOR %s.%s (\n    %s\n)', s.name, o.oprname, concat_ws(E',\n    ',
    'FUNCTION = ' || o.oprcode,
    CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || format_type(o.oprleft, NULL) END,
    CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || format_type(o.oprright, NULL) END,
    CASE WHEN o.oprcom <> 0 THEN (SELECT format('COMMUTATOR = OPERATOR(%I.%s)', n.nspname, x.oprname)
      FROM pg_operator x JOIN pg_namespace n ON n.oid = x.oprnamespace WHERE x.oid = o.oprcom) END,
    CASE WHEN o.oprnegate <> 0 THEN (SELECT format('NEGATOR = OPERATOR(%I.%s)', n.nspname, x.oprname)
      FROM pg_operator x JOIN pg_namespace n ON n.oid = x.oprnamespace WHERE x.oid = o.oprnegate) END,
    CASE WHEN o.oprcanmerge THEN 'MERGES' END,
    CASE WHEN o.oprcanhash THEN 'HASHES' END,
    CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest END,
    CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin END))
FROM pg_operator o
JOIN {spaces} s ON s.oid = o.oprnamespace
WHERE o.oprcode <> 0
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
  CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' ELSE 'WITH FUNCTION ' || c.castfunc::regprocedure END,
  CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)
FROM pg_cast c
-- Below this number stands what initdb made; a range brings its own cast.
WHERE c.oid >= 16384
  AND ({whole} OR EXISTS (SELECT FROM pg_type t JOIN {spaces} s ON s.oid = t.typnamespace WHERE t.oid IN (c.castsource, c.casttarget)))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
