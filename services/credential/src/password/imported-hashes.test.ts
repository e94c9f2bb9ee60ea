import { createHash } from "node:crypto";
import { hashSync as argon2 } from "@node-rs/argon2";
import { hashSync as bcrypt } from "@node-rs/bcrypt";
import { describe, expect, test } from "vitest";
import { isKnownHash, isPasswordOf } from "./imported-hashes.ts";

const ours = "correct horse battery ä🔑";
const bcryptHash = bcrypt(ours, { cost: 5 }).slice(3);
const bcryptOfSha256 = bcrypt(createHash("sha256").update(ours).digest("hex"), { cost: 5 });

/** Test vectors of the specifications and of the programs that write these hashes. */
const vectors: readonly (readonly [kind: string, password: string, hash: string])[] = [
  ["argon2id", ours, argon2(ours)],
  ["argon2i with other costs", ours, argon2(ours, { algorithm: 1, memoryCost: 4096, timeCost: 3 })],
  ["bcrypt 2a", ours, `$2a${bcryptHash}`],
  ["bcrypt 2b", ours, `$2b${bcryptHash}`],
  ["bcrypt 2x", ours, `$2x${bcryptHash}`],
  ["bcrypt 2y", ours, `$2y${bcryptHash}`],
  ["bcrypt of another program", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["argon2d", ours, argon2(ours, { algorithm: 0, memoryCost: 4096, timeCost: 1 })],
  ["argon2id of Django", ours, `argon2${argon2(ours)}`],
  ["bcrypt of Django", ours, `bcrypt$$2b${bcryptHash}`],
  ["bcrypt_sha256 of Django", ours, `bcrypt_sha256$${bcryptOfSha256}`],
  // Made by Python's hashlib.
  ["pbkdf2_sha256 of Django", ours, "pbkdf2_sha256$1000$c0ffee$EZxHFx9pn5rlZfiueYMDRKMaluNDdzDoWG3ToufhbJc="],
  ["pbkdf2_sha1 of Django", ours, "pbkdf2_sha1$1000$c0ffee$F42oo44D/KtgzOOLlrMIjo9sB4o="],
  [
    "pbkdf2 of Werkzeug",
    ours,
    "pbkdf2:sha256:1000$c0ffee$119c47171f699f9ae565f8ae79830344a31a96e3437730e8586dd3a2e7e16c97",
  ],
  [
    "scrypt of Django",
    ours,
    "scrypt$1024$c0ffee$8$1$6KPvw5WFjRHcW02ZhlkbIHgRF6cd/u9MZbdnvoEkAx7U3TK0zoknCH98z+OgzNylkC+NWXZA4PQAel1OJEhdRA==",
  ],
  [
    "scrypt of Werkzeug",
    ours,
    "scrypt:1024:8:1$c0ffee$e8a3efc395858d11dc5b4d9986591b20781117a71dfeef4c65b767be8124031ed4dd32b4ce8927087f7ccfe3a0ccdca5902f8d597640e0f4007a5d4e24485d44",
  ],
  [
    "scrypt of RFC 7914",
    "pleaseletmein",
    "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw",
  ],
  ["pbkdf2 of RFC 6070", "password", "$pbkdf2$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE"],
  [
    "pbkdf2-sha256 of RFC 7914",
    "passwd",
    "$pbkdf2-sha256$i=1,l=64$c2FsdA==$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLxJypzM8Xm2RZkWZLOdd+8xfHG4RbHjC9UJESBB06GXgw==",
  ],
  [
    "Firebase's scrypt",
    "user1password",
    "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
  ],
];

test.each(vectors)("%s is understood", async (_kind, password, hash) => {
  expect(isKnownHash(hash)).toBe(true);
  expect(await isPasswordOf(hash, password)).toBe(true);
  expect(await isPasswordOf(hash, `${password}x`)).toBe(false);
  expect(await isPasswordOf(hash, "")).toBe(false);
  expect(await isPasswordOf(hash, "\0".repeat(72))).toBe(false);
});

describe("a hash that nobody should have to compute", () => {
  const expensive = [
    "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=262144,t=900,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "bcrypt_sha256$$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "scrypt$1073741824$c0ffee$8$1$SwB5AbdljJre6iEGpJVGUlnZOME=",
    "scrypt$1024$c0ffee$256$99$SwB5AbdljJre6iEGpJVGUlnZOME=",
    "scrypt:1000:8:1$c0ffee$e8a3",
    "pbkdf2_sha256$3000000$c0ffee$EZxHFx9pn5rlZfiueYMDRKMaluNDdzDoWG3ToufhbJc=",
    "$argon2id$v=19$m=4,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$scrypt$ln=30,r=8,p=1$U29kaXVt$cCO9yzr9c0g",
    "$scrypt$ln=14,r=8,p=900$U29kaXVt$cCO9yzr9c0g",
    "$pbkdf2-sha256$99999999$c2FsdA$SwB5AbdljJre6iEGpJVGUlnZOME",
  ];
  test.each(expensive)("%s is not accepted", async (hash) => {
    expect(isKnownHash(hash)).toBe(false);
    expect(await isPasswordOf(hash, "password")).toBe(false);
  });
});

test.each([
  "",
  "plain text",
  "$1$salt$hash",
  "$2b$05$short",
  "$pbkdf2-md5$1$c2FsdA$c2FsdA",
  "$scrypt$ln=1,r=0,p=1$AA$AA",
  "$argon2id$v=19$m=4096,t=3,p=1$salt",
  "pbkdf2_md5$1$c2FsdA$c2FsdA",
  `$2b$05$${"x".repeat(2000)}`,
])("%s is no hash", async (hash) => {
  expect(isKnownHash(hash)).toBe(false);
  expect(await isPasswordOf(hash, "password")).toBe(false);
});

test("what looks like a hash and is none is nobody's password", async () => {
  const hash = "$argon2id$v=19$m=4096,t=3,p=1$A$A";
  expect(await isPasswordOf(hash, "password")).toBe(false);
});
