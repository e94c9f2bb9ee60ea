-- Only PostgreSQL keeps tallies (docs/decisions/0022).
DO 0;
