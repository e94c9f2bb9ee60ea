/** A mail on its way. What it says is sealed. */
export interface Mail {
  readonly tenantId: string;
  readonly id: string;
  readonly recipient: string;
  /** The template's name, for operators. */
  readonly template: string;
  readonly sealedContent: string;
  readonly createTime: Date;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** Until then the mail is this process's alone. */
  readonly leasedUntil: Date;
}
