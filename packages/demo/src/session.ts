/** Who the API says is signed in. */
export interface Session {
  readonly userId: string;
  readonly email: string | undefined;
  readonly username: string | undefined;
  /** How the person proved to be who they are, in the words of the token. */
  readonly methods: readonly string[];
  readonly expirationTime: string;
}

/** Where the API is for this server, and what its session cookie is called. */
export interface SessionCheck {
  readonly apiUrl: string;
  readonly cookieName: string;
}

/**
 * What a back end does before it answers: it hands the cookie it was sent to the API and asks whose session
 * it is. Nobody is signed in without a cookie, or with one that the API does not accept. Fails if the API
 * cannot be asked, because then nobody knows.
 */
export async function sessionOf(
  cookies: string | undefined,
  { apiUrl, cookieName }: SessionCheck,
): Promise<Session | undefined> {
  const token = cookieOf(cookies ?? "", cookieName);
  if (!token) return undefined;

  const response = await fetch(new URL("/sessions/validate", apiUrl), {
    headers: { cookie: `${cookieName}=${token}`, accept: "application/json" },
    signal: AbortSignal.timeout(5_000),
  });
  if (response.status >= 500) throw new Error(`the API answered ${response.status}`);
  // The API is the one party whose answers this server believes; a missing member reads as undefined.
  const answer = (await response.json()) as Answer;
  if (!answer.is_valid || !answer.claims) return undefined;

  const { subject, email, username, amr = [], expiration } = answer.claims;
  return { userId: subject, email: email?.address, username, methods: amr, expirationTime: expiration };
}

interface Answer {
  readonly is_valid?: boolean;
  readonly claims?: {
    readonly subject: string;
    readonly expiration: string;
    readonly email?: { readonly address: string };
    readonly username?: string;
    readonly amr?: readonly string[];
  };
}

function cookieOf(header: string, name: string): string | undefined {
  const pair = header.split(";").find((each) => each.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}
