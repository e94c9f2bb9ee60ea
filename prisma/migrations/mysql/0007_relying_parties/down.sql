DROP TABLE `credential_relying_party_keys`;
DROP TABLE `credential_relying_party_nonces`;
DROP TABLE `credential_relying_party_transactions`;
DROP TABLE `credential_relying_party_ceremonies`;
DROP TABLE `credential_relying_party_credentials`;
DROP TABLE `credential_relying_party_users`;
DROP TABLE `credential_relying_parties`;
