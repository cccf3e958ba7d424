// Reads requests as JSON, a line each: {"secret", "headers", "body"}. Says for each what the package for Node says.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ verified: new Webhook(secret).verify(body, headers).id }));
  } catch (problem) {
    console.log(JSON.stringify({ refused: problem.message }));
  }
}
