import { nkeys } from "nats";

type KeyPair = ReturnType<typeof nkeys.createUser>;

const text = new TextEncoder();

/** A NATS JWT: the claims of `subject`, signed by `issuer`. */
function signJwt(issuer: KeyPair, subject: KeyPair, name: string, nats: object): string {
  const part = (value: object | Uint8Array): string => {
    const bytes = value instanceof Uint8Array ? value : text.encode(JSON.stringify(value));
    const base64 = btoa(String.fromCharCode(...bytes));
    return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  };
  const claims = {
    jti: name,
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name,
    nats: { ...nats, version: 2 },
  };
  const signed = `${part({ typ: "JWT", alg: "ed25519-nkey" })}.${part(claims)}`;
  return `${signed}.${part(issuer.sign(text.encode(signed)))}`;
}

/** An operator with one account and one user: configuration for a server, and the credentials file of the user. */
export function createJwtUser(): { readonly config: string; readonly creds: string } {
  const operator = nkeys.createOperator();
  const account = nkeys.createAccount();
  const user = nkeys.createUser();
  const limits = { subs: -1, data: -1, payload: -1 };
  const operatorJwt = signJwt(operator, operator, "operator", { type: "operator" });
  const accountJwt = signJwt(operator, account, "account", {
    type: "account",
    limits: { ...limits, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
  });
  const userJwt = signJwt(account, user, "user", { type: "user", pub: {}, sub: {}, ...limits });
  const seed = new TextDecoder().decode(user.getSeed());
  return {
    config: `operator: ${operatorJwt}
resolver: MEMORY
resolver_preload: { ${account.getPublicKey()}: ${accountJwt} }`,
    creds: `-----BEGIN NATS USER JWT-----
${userJwt}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`,
  };
}
