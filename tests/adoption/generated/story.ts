// The story of the document, told by a client that openapi-typescript and openapi-fetch make:
// checked by the TypeScript compiler, then run by Node. Prints the balance in fen.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import createClient from "openapi-fetch";
import type { components, paths, webhooks } from "./contract.js";

type Credited = components["schemas"]["WalletCreditedData"];
type Preview = components["schemas"]["PreviewAnswer"];
type Heard = webhooks["wallet.credited"]["post"]["requestBody"]["content"]["application/json"];

const url = argv[2]!;
const seed = JSON.parse(readFileSync(argv[3]!, "utf8"));
const wallet_id: string = seed.wallets[0].wallet_id;
const client = createClient<paths>({ baseUrl: url });
let asked = 0;

function as(role: string) {
  return { Authorization: `Bearer ${seed.keys[role]}` };
}

function key(): { "Idempotency-Key": string } {
  asked += 1;
  return { "Idempotency-Key": `request-${asked}` };
}

// Who does not send dry_run never gets a preview, which is another success of the same operation.
function taken<T>(answer: { data?: T; error?: unknown }): Exclude<T, Preview> {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data as Exclude<T, Preview>;
}

const draft = taken(await client.POST("/v1/deposits", {
  params: { header: key() },
  headers: as("outlet"),
  body: {
    money: { amount: 17_500, currency: "CNY" },
    password: "081208",
    depositor: { identity: "11010519491231002X" },
  },
}));

const redemption = {
  params: { header: { "Idempotency-Key": "redemption-1" } },
  headers: as("provider"),
  body: { number: draft.number, password: "081208", wallet_id },
};
const first = await client.POST("/v1/redemptions", redemption);
const again = await client.POST("/v1/redemptions", redemption);
if (JSON.stringify(taken(first)) !== JSON.stringify(taken(again))) throw new Error("not the same");
if (again.response.headers.get("Idempotency-Replayed") !== "true") throw new Error("not replayed");

const refused = await client.POST("/v1/payments", {
  params: { header: key() },
  headers: as("provider"),
  body: {
    payer_wallet_id: wallet_id,
    payee_wallet_id: seed.shop_wallet.wallet_id,
    money: { amount: 99_000, currency: "CNY" },
  },
});
const code: string | undefined = refused.error?.code;
if (code !== "balance_too_low" && code !== "amount_over_limit") throw new Error(`${code}`);

const heard = (event: Heard): Credited => event.data;
heard({
  type: "wallet.credited",
  timestamp: "2026-11-24T02:30:00Z",
  event_id: "e1",
  subject: draft.draft_id,
  data: { money: { amount: 17_500, currency: "CNY" }, wallet_id, source: "draft", seller_id: null },
});

const shown = taken(await client.GET("/v1/wallets/{wallet_id}", {
  params: { path: { wallet_id } },
  headers: as("provider"),
}));
console.log(shown.balance.amount);
