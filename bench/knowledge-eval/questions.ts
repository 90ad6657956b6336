/**
 * Questions with known places, of our own writing: a document and a heading above the answer. Worded as people ask,
 * not as the documents say it, and none was changed after its rank was seen.
 */

export type Question = {
  question: string;
  /** Any of these places answers it: the document's key, and a heading on the path to the passage. */
  places: readonly (readonly [document: string, heading: string])[];
};

const one = (document: string, list: readonly (readonly [question: string, heading: string])[]): Question[] =>
  list.map(([question, heading]) => ({ question, places: [[document, heading]] }));

const aurora: Question[] = [
  ...one('README.md', [
    ['Which programs must be on my machine before I begin?', 'Two commands'],
    ['How do I get the first bucket made after the install?', 'The first five minutes'],
    ['Which environment variable takes a key for Gemini?', 'Models'],
    ['How long does a plan wait until nobody deciding makes it expire?', 'Configuration'],
    ['Can I run all of this in containers?', 'Other ways to run it'],
    ['Which address tells me what dependency is missing?', 'For operations'],
  ]),
  ...one('ARCHITECTURE.md', [
    ['What becomes of a half finished apply when its process is killed?', 'What happens when a process dies'],
    ['Where are sealed plans stored, and who writes a run state?', 'Who owns what'],
    ['How are loads of a bill swapped in without readers seeing half?', 'How a bill becomes costs'],
    ['Why is terraform apply never retried?', 'Why each rule'],
    ['How deep does the search for what breaks go, and where does it stop?', 'The graph'],
    ['What does the sync do when a provider throttles it?', 'A sync, page by page'],
    ['How is it known which run created a resource?', 'Codified, drifted, unmanaged, and why'],
    ['What happens between sending a message and the first token?', 'One walk of a message'],
    ['Which folders are there and what is in them?', 'The house'],
  ]),
  ...one('CONTRIBUTING.md', [
    ['What must a new table with an org_id have?', 'Add a migration'],
    ['Where do I put the shapes of a new endpoint?', 'Add a route'],
    ['May the web pages import code of the database?', 'Where things live, and who may import whom'],
    ['How should a commit message look?', 'Commit'],
    ['What kind of mocks are allowed in tests?', 'Write a test'],
    ['How do I publish something new to the live stream?', 'Add an event'],
    ['Which files name a new environment variable?', 'Add a setting'],
  ]),
  ...one('docs/billing.md', [
    ['Why was my cost file rejected as unknown_currency?', 'Why a file is refused'],
    ['Does uploading half a month overwrite the other half?', 'Limits'],
    ['Is the invoice of the emulated account real?', "The sandbox's bill"],
  ]),
  ...one('docs/cost-estimates.md', [
    ['What is the difference between low, expected and high?', 'What the numbers mean'],
    ['From which day are the list prices?', 'The price book'],
    ['How do I tell the estimate how many Lambda requests there will be?', 'A usage file'],
  ]),
  ...one('docs/cost-insight.md', [
    ['When does a day count as complete for spending?', 'Complete days'],
    ['How is an unusual day of spending detected?', 'Anomalies'],
    ['Which idle things are reported as waste?', 'Findings'],
    ['How wide is the interval of the prediction for the month?', 'Forecasts'],
  ]),
  ...one('docs/inventory.md', [
    ['Why is a kubeconfig with an exec command not taken?', 'Kubernetes'],
    ['Which role does the Entra application need?', 'Azure'],
    ['Which paths must the consumer key grant?', 'OVHcloud'],
    ['Which AWS managed policy is enough to read the account?', 'AWS'],
  ]),
  ...one('docs/cli.md', [
    ['Which exit code says that the token expired?', 'For scripts'],
    ['Where is the token kept after logging in?', 'Get it'],
  ]),
];

const reference = (name: string, list: readonly (readonly [string, string])[]) =>
  one(`fastify/Reference/${name}.md`, list);
const guide = (name: string, list: readonly (readonly [string, string])[]) => one(`fastify/Guides/${name}.md`, list);

const fastify: Question[] = [
  ...reference('Server', [
    ['How do I cap the time a handler may take before the client gets a 503?', 'handlerTimeout'],
    ['What is the biggest payload accepted by default?', 'bodyLimit'],
    ['How do I make URLs with and without a slash at the end equal?', 'ignoreTrailingSlash'],
    ['How can I get the real client address behind a load balancer?', 'trustProxy'],
    ['How do I list all registered endpoints as a tree?', 'printRoutes'],
    ['How do I answer requests that match no path with my own page?', 'setNotFoundHandler'],
    ['How long are idle connections kept open?', 'keepAliveTimeout'],
    ['What protects against __proto__ in JSON bodies?', 'onProtoPoisoning'],
    ['How do I stop the server gracefully?', 'close'],
    ['How do I use my own way of making request identifiers?', 'genReqId'],
  ]),
  ...reference('Hooks', [
    ['Where can I change the payload right before it goes out?', 'onSend'],
    ['What runs when the client closes the connection early?', 'onRequestAbort'],
    ['Where do I measure how long a response took?', 'onResponse'],
    ['Which hook is called for each new encapsulated context?', 'onRegister'],
    ['Where do I clean up a database connection at shutdown?', 'onClose'],
  ]),
  ...reference('Reply', [
    ['How do I send the visitor to another address?', '.redirect(dest, [code])'],
    ['How can I take over the raw response and tell the framework to keep out?', '.hijack()'],
    ['How do I return a stream of a file?', 'Streams'],
    ['How do I add HTTP trailers?', '.trailer(key, function)'],
  ]),
  ...reference('Validation-and-Serialization', [
    ['How do I use Joi or Yup to check input?', 'Using other validation libraries'],
    ['How can I reuse one schema in several routes?', 'Adding a shared schema'],
    ['How do I change the text of errors for wrong input?', 'schemaErrorFormatter'],
  ]),
  ...reference('Logging', [
    ['How do I keep the authorization header out of the logs?', 'Log Redaction'],
    ['How do I find all log lines of one request?', 'Request ID Tracking'],
  ]),
  ...reference('Decorators', [
    ['Why must I not put an object directly on every request?', 'decorateRequest(name, value, [dependencies])'],
  ]),
  ...reference('Routes', [
    ['How do I serve two versions of the same path?', 'Version Constraints'],
    ['How do I make paths answer only for one domain name?', 'Host Constraints'],
    ['How do I put all paths of a plugin below /v1?', 'Route Prefixing'],
  ]),
  ...reference('ContentTypeParser', [['How do I accept any media type at all?', 'Catch-All']]),
  ...reference('LTS', [['Until when do old major versions get security fixes?', 'Long Term Support']]),
  ...reference('Middleware', [
    ['How do I use Express style middleware for some paths only?', 'Restrict Middleware Execution to Certain Paths'],
  ]),
  ...reference('Encapsulation', [['How do I let a sibling plugin see my decorator?', 'Sharing Between Contexts']]),
  ...reference('HTTP2', [['Can a browser speak HTTP2 to it without TLS?', 'Plain or insecure']]),
  ...guide('Recommendations', [
    ['Why does the readiness probe of my pod fail?', 'Kubernetes'],
    ['How many CPUs should each instance get?', 'Capacity Planning For Production'],
    ['Should there be nginx in front of it?', 'Use A Reverse Proxy'],
    ['What makes it slow in production?', 'Common Causes Of Performance Degradation'],
  ]),
  ...guide('Testing', [['How do I test endpoints without opening a port?', 'Testing with HTTP injection']]),
  ...guide('Serverless', [
    ['How do I deploy it to AWS Lambda?', 'AWS'],
    ['What goes into the Dockerfile for Cloud Run?', 'Google Cloud Run'],
  ]),
  ...guide('Database', [['How do I connect to PostgreSQL?', 'Postgres']]),
  ...guide('Migration-Guide-V5', [
    ['What replaced reply.getResponseTime?', 'reply.getResponseTime() has been removed, use reply.elapsedTime instead'],
    ['Does listen still take the port as its first argument?', 'Changes to the .listen() method'],
  ]),
  ...guide('Detecting-When-Clients-Abort', [
    ['How do I notice that the caller went away during a long request?', 'Detecting When Clients Abort'],
  ]),
  ...guide('Style-Guide', [['May documentation contain videos?', 'Avoid adding video or image content']]),
];

export const questions: readonly Question[] = [...aurora, ...fastify];
