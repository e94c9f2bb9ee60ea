#!/usr/bin/env node
import module from "node:module";

// From Node 22.8 on compiled code is kept from start to start.
module.enableCompileCache?.();
await import("../dist/main.js");
