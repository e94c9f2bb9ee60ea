/** Certificates in PEM. With `ca` both sides of a connection prove who they are. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of peers. */
  readonly ca?: string;
}
