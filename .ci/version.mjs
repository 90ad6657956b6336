// Runs on the runtime that the project brings: says which, so that a CI log tells what ran.
console.log(`Node ${process.version}`);
