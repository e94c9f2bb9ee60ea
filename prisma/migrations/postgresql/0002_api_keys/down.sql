DROP TABLE "credential_api_keys";
