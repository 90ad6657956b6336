-- The inventory's lists and the graph read indexes alone, which Postgres can only do for pages that a vacuum has seen. A
-- first sync of a large account writes them all at once, and autovacuum comes a minute or more later. So the application
-- may vacuum these two tables itself; it still sees and changes rows of its organisation only.
GRANT MAINTAIN ON resources, edges TO aurora_app;
