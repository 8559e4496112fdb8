// GraphiQL over our own two endpoints. What the Headers tab holds goes with HTTP requests as it is; its Authorization
// also opens the session of a subscription.
/* global React, ReactDOM, GraphiQL, graphqlWs */

const httpUrl = "/graphql";
const socketUrl = `${location.protocol.replace("http", "ws")}//${location.host}/graphql/ws`;

function isSubscription(parameters, documentAST) {
  const operations = (documentAST?.definitions ?? []).filter(
    (definition) => definition.kind === "OperationDefinition",
  );
  const chosen =
    operations.length === 1
      ? operations[0]
      : operations.find((operation) => operation.name?.value === parameters.operationName);
  return chosen?.operation === "subscription";
}

function authorization(headers) {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === "authorization");
  return name ? headers[name] : undefined;
}

function subscribe(parameters, headers) {
  const client = graphqlWs.createClient({
    url: socketUrl,
    connectionParams: { authorization: authorization(headers) },
    retryAttempts: 0,
  });
  return client.iterate(parameters);
}

async function post(parameters, headers) {
  const response = await fetch(httpUrl, {
    method: "POST",
    headers: {
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "Content-Type": "application/json",
      ...headers,
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

function fetcher(parameters, options = {}) {
  const headers = options.headers ?? {};
  return isSubscription(parameters, options.documentAST)
    ? subscribe(parameters, headers)
    : post(parameters, headers);
}

const welcome = `# Tablewright
#
# The first account that signs up owns this server. Run this once, with an
# address and a password of your own:

mutation SignUp {
  signUp(input: {
    name: "Ada"
    email: "ada@example.com"
    password: "correct horse battery staple"
  }) {
    token
    user { id name }
  }
}

# Then write the token into the Headers tab below, as
#   { "Authorization": "Bearer TOKEN" }
# and everything else is open to you. Subscriptions use it, too.
#
# The book icon at the left is the documentation of the API.
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: welcome,
    defaultEditorToolsVisibility: "headers",
  }),
);
