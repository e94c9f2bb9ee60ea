DROP TABLE "flow_ceremonies";
