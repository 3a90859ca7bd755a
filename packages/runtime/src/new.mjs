// continuing.ts
var formats = {
  "openai.chat": { turns: "messages", assistant: "assistant", write: (content) => ({ content }) },
  "openai.responses": { turns: "input", assistant: "assistant", write: (content) => ({ content }) },
  "anthropic.messages": { turns: "messages", assistant: "assistant", write: (content) => ({ content }) },
  "google.generateContent": {
    turns: "contents",
    assistant: "model",
    write: (text) => ({ parts: [{ text }] })
  },
  "bedrock.converse": {
    turns: "messages",
    assistant: "assistant",
    write: (text) => ({ content: [{ text }] })
  }
};
function continuing({
  instruction = "Your answer was cut off. Go on exactly where it ended, without repeating any of it, and without comment."
} = {}) {
  return ({ candidate: { api, parseOutput }, request }, text, { toolCalls, refusal, reasoned }) => {
    const { turns: name, assistant, write } = formats[api];
    const turns = Object(request)[name];
    const isPlain = !(parseOutput || toolCalls.length || refusal || reasoned || hasTools(request));
    if (!isPlain || !text.trim() || !(Array.isArray(turns) || typeof turns === "string")) return void 0;
    const before = Array.isArray(turns) ? turns : [{ role: "user", ...write(turns) }];
    const after = [
      { role: assistant, ...write(text) },
      { role: "user", ...write(instruction) }
    ];
    return { ...request, [name]: [...before, ...after] };
  };
}
function hasTools(request) {
  const { tools, toolConfig, config, response_format, text } = Object(request);
  return [tools, toolConfig, config?.tools, response_format, text?.format].some(Boolean);
}

// clock.ts
var longest = 2 ** 31 - 1;
var systemClock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = ms > longest ? void 0 : setTimeout(callback, Math.max(0, ms));
    return () => clearTimeout(timer);
  }
};

// policy/rule-of.ts
var fallBack = { action: "fall_back" };
var fail = { action: "fail" };
var unwell = { ...fallBack, scope: "model" };
var patient = { ...unwell, isPatient: true };
var transient = { ...unwell, action: "retry" };
var missing = { ...unwell, atOnce: true, alert: true };
var locked = { ...missing, scope: "key" };
var rules = {
  aborted: fail,
  deadline: fail,
  bad_request: fail,
  content_filter: fail,
  refusal: fail,
  max_tokens: fail,
  invalid_output: fail,
  first_token_timeout: unwell,
  idle_timeout: unwell,
  truncated: patient,
  outrun: unwell,
  rate_limit: patient,
  overloaded: transient,
  server: transient,
  malformed: transient,
  connection: { ...transient, scope: "provider" },
  certificate: { ...unwell, scope: "provider", alert: true },
  not_found: missing,
  auth: locked,
  quota: locked
};
function ruleOf(kind) {
  return rules[kind ?? ""] ?? fallBack;
}

// policy/breaker.ts
var longestHold = 6e5;
var lease = 1e4;
function createBreaker(clock, options) {
  const { failures = 5, window = 3e4, coolDown = 5e3, maxCoolDown = 15e3, share } = options || {};
  const circuits = /* @__PURE__ */ new Map();
  const find = (id) => {
    const circuit = circuits.get(id) ?? {
      id,
      failures: [],
      successes: 0,
      isBroken: false,
      until: -window,
      coolDown
    };
    circuits.set(id, circuit);
    share?.read(circuit, clock);
    return circuit;
  };
  const fail2 = (circuit, pass, atOnce, hold2) => {
    const now = clock.now();
    const held = now + Math.min(hold2, longestHold);
    const isProbe = circuit.probe === pass;
    if (circuit.isBroken && !isProbe) {
      if (held <= circuit.until) return;
      circuit.until = held;
    } else {
      circuit.failures = [...circuit.failures.filter((time) => time > now - window), now];
      if (!(isProbe || atOnce || hold2) && circuit.failures.length < failures) return;
      const isSoon = now < circuit.until + window;
      circuit.coolDown = isSoon ? Math.min(circuit.coolDown * 2, maxCoolDown) : coolDown;
      circuit.until = Math.max(now + circuit.coolDown, held);
      circuit.isBroken = true;
      circuit.probe = void 0;
    }
    share?.write(circuit, clock);
  };
  return {
    enter({ provider, model }) {
      const now = clock.now();
      const scopes = options && {
        provider: find(provider),
        key: find(`${provider}#key`),
        model: find(`${provider}/${model}`)
      } || {};
      const all = Object.values(scopes);
      const broken = all.filter(({ isBroken }) => isBroken);
      const isOpen = broken.some(({ until }) => until > now);
      const heal = (marks) => {
        for (const circuit of broken) {
          if (circuit.isBroken) {
            circuit.isBroken = false;
            circuit.probe = void 0;
            share?.write(circuit, clock);
          }
          circuit.failures = Array(marks).fill(clock.now());
        }
      };
      const pass = {
        state: isOpen ? "open" : broken.length ? "half_open" : "closed",
        // It works, as far as can be seen, and nobody need wait for the end. But one failure is enough from here.
        alive: () => heal(failures - 1),
        end(kind, hold2 = 0) {
          if (!kind) heal(0);
          const { scope, atOnce } = ruleOf(kind);
          const blamed = scope && scopes[scope];
          if (blamed) fail2(blamed, pass, atOnce, hold2);
          for (const circuit of all) {
            if (circuit.probe === pass) {
              circuit.probe = void 0;
              circuit.until = clock.now();
            }
            if (!kind && ++circuit.successes % 10 === 0) circuit.failures.shift();
          }
          return !all.some(({ isBroken }) => isBroken);
        }
      };
      if (!isOpen) {
        for (const circuit of broken) {
          circuit.probe = pass;
          circuit.until = now + lease;
        }
      }
      return pass;
    }
  };
}

// errors/understudy-error.ts
var brand = /* @__PURE__ */ Symbol.for("understudy.error");
var UnderstudyError = class extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
};
function isUnderstudyError(value) {
  return typeof value === "object" && value !== null && brand in value;
}

// errors/completion-error.ts
var CompletionError = class extends UnderstudyError {
  name = "CompletionError";
  constructor(prompt, code, details) {
    const { kind, attempts, partial } = details;
    super(code, `${prompt}: no answer (${code}). ${attempts.map(describe).join("; ")}`, details);
    this.kind = code === "deadline" ? code : kind;
    this.attempts = attempts;
    if (partial) this.partial = partial;
  }
};
function describe({ environment, provider, model, kind, status, code, ms }) {
  const what = [kind, status, code].filter(Boolean).join(" ");
  return `${environment} (${provider} ${model}): ${what} after ${Math.round(ms)} ms`;
}

// answer.ts
var Answer = class {
  text = "";
  /** The model's wording of a refusal. */
  refusal = "";
  /** Whether the model was seen thinking. */
  reasoned = false;
  usage = "unknown";
  #calls = {};
  /** Adds a part. Returns whether it is content: a sign that the model is at work. */
  add(part) {
    switch (part.type) {
      case "response":
      case "usage":
      case "finish":
        Object.assign(this, part);
        return false;
      case "tool": {
        const { index, id = "", name = "" } = part;
        if (name) this.#calls[index] ??= { id, name, arguments: "" };
        const call = this.#calls[index];
        if (call) call.arguments += part.arguments;
        break;
      }
      case "reasoning":
        this.reasoned = true;
        break;
      default:
        this[part.type] += part.text;
    }
    return true;
  }
  /** The tool calls in the order of their index. A call without arguments has `{}`. */
  get toolCalls() {
    return Object.values(this.#calls).map((call) => ({ ...call, arguments: call.arguments || "{}" }));
  }
  /**
   * Why the answer is none: `undefined` when it is whole. Reads the text as the JSON that the template's output schema
   * asks for, into `data`, unless tools are called and there is no text yet.
   */
  check(parseOutput) {
    const { reason: kind = "truncated", code } = this;
    if (kind !== "stop") return { kind, code };
    if (this.refusal) return { kind: "refusal" };
    if (!this.text) return this.toolCalls.length ? void 0 : { kind: "empty" };
    if (!parseOutput) return void 0;
    let parsed = { problem: "no JSON" };
    let cause;
    try {
      parsed = parseOutput(JSON.parse(this.text));
    } catch (error) {
      cause = error;
    }
    this.data = parsed.data;
    return parsed.problem ? { kind: "invalid_output", code: parsed.problem, cause } : void 0;
  }
};

// policy/read-retry-after.ts
function readRetryAfter(headers) {
  const after = headers?.get?.("retry-after");
  const delay = Number(headers?.get?.("retry-after-ms")) || Number(after) * 1e3 || Date.parse(`${after}`) - Date.now();
  return Math.max(0, delay) || void 0;
}

// policy/classify.ts
var kinds = [
  [/^402|insufficient_quota|spend_limit/, "quota"],
  [/context_length/, "context_window"],
  [/content_filter|content_policy/, "content_filter"],
  [/^529|overloaded/, "overloaded"],
  [/^429|rate_limit/, "rate_limit"],
  [/^404|model_not_found/, "not_found"],
  [/^40[13]|authentication_error|permission_error/, "auth"],
  [/^413/, "too_large"],
  // Where there is a status, it says more than this type.
  [/^400|^422|^undefined .*invalid_request/, "bad_request"],
  [/CERT|LEAF/, "certificate"]
];
function classify(thrown) {
  const error = Object(thrown);
  const { status } = error;
  const detail = error.error?.error ?? error.error;
  const codes = [
    detail?.details?.error_code,
    detail?.code,
    detail?.type,
    // The system's code, for instance `ECONNREFUSED`, is under the SDK's and fetch's own errors.
    error.code,
    error.cause?.code,
    error.cause?.cause?.code
  ].filter((code) => typeof code === "string");
  const words = `${status} ${codes}`;
  let kind = error.kind ?? kinds.find(([pattern]) => pattern.test(words))?.[1] ?? (status || detail ? "server" : "connection");
  if (kind === "bad_request" && /is too long|context length/i.test(`${detail?.message}`)) {
    kind = "context_window";
  }
  return {
    kind,
    status,
    code: codes[0],
    requestId: error.requestID ?? void 0,
    retryAfter: readRetryAfter(error.headers),
    cause: thrown
  };
}

// policy/failure-error.ts
function failureError(kind, cause) {
  return Object.assign(new Error(kind, { cause }), { kind });
}

// policy/ask.ts
var jitter = 250;
var forever = Number.POSITIVE_INFINITY;
var linger = 1e3;
async function* ask(options) {
  const { link, isLast, signal, accept, clock, endsAt, stream, firstToken = 8e3, idle = 15e3 } = options;
  const { candidate, label, adapter, request } = link;
  const answer = new Answer();
  const pass = options.breaker.enter(candidate);
  const started = clock.now();
  let left = isLast ? forever : firstToken;
  let firstTokenMs;
  let parts;
  let isRefused = false;
  let failure = { kind: "aborted" };
  let action;
  let wait;
  const judge = (known = answer.check(candidate.parseOutput)) => {
    if (accept && (!known || ruleOf(known.kind).action === "fail")) isRefused = !accept(answer, known?.kind);
    return known ?? (isRefused ? { kind: "not_accepted" } : void 0);
  };
  const controller = new AbortController();
  const own = controller.signal;
  let interrupt;
  const stop = (kind) => {
    controller.abort(kind);
    interrupt?.();
  };
  const follow = () => stop("aborted");
  signal?.addEventListener("abort", follow);
  options.onStart?.(stop);
  let asked;
  let disarm;
  const watch = () => {
    const now = clock.now();
    const rest = Math.min(asked + left, endsAt) - now;
    disarm = rest < forever ? clock.after(Math.min(rest, idle, linger), watch) : void 0;
    if (endsAt - now < 1) stop("deadline");
    else if (rest < 1) stop(firstTokenMs === void 0 ? "first_token_timeout" : "idle_timeout");
  };
  try {
    if (signal?.aborted) follow();
    if (pass.state === "open" && !isLast) {
      answer.usage = { inputTokens: 0, outputTokens: 0 };
      throw failureError("circuit_open");
    }
    for (; ; ) {
      own.throwIfAborted();
      parts ??= adapter.send(request, { signal: own, stream, isLast, clock })[Symbol.asyncIterator]();
      const next = parts.next();
      asked = clock.now();
      const step = await new Promise((resolve, reject) => {
        interrupt = reject;
        next.then(resolve, reject);
        if (!disarm) watch();
      });
      left -= clock.now() - asked;
      asked = forever;
      if (step.done) break;
      const events = [];
      for (const part of step.value) {
        if (answer.add(part)) {
          const isFirst = firstTokenMs === void 0;
          if (isFirst) {
            firstTokenMs = clock.now() - started;
            pass.alive();
          }
          left = idle;
          const last = events.at(-1);
          if (part.type === "text" && last?.type === "text") last.text += part.text;
          else if (part.type !== "refusal" && (isFirst || !options.isQuiet)) events.push({ ...part });
        }
      }
      if (answer.reason) left = Math.min(left, linger);
      for (const event of events) {
        yield event;
        own.throwIfAborted();
      }
    }
    parts = void 0;
    failure = judge();
  } catch (error) {
    const kind = own.reason;
    if (answer.reason && kind !== "aborted") failure = judge();
    else failure = kind ? { kind } : judge(classify(error));
  } finally {
    signal?.removeEventListener("abort", follow);
    disarm?.();
    const isOver = own.aborted && !own.reason.endsWith("timeout");
    if (parts) {
      stop("aborted");
      parts.return?.()?.catch(() => {
      });
    }
    const {
      kind,
      status = answer.status,
      code,
      requestId = answer.requestId,
      retryAfter = 0
    } = failure ?? {};
    const rule = ruleOf(kind);
    const record = {
      ...label,
      ok: !failure,
      kind,
      status,
      code,
      requestId,
      firstTokenMs,
      ms: clock.now() - started,
      usage: answer.usage,
      circuit: pass.state,
      alert: rule.alert,
      endedAt: Date.now()
    };
    options.onEnd(record);
    const decided = failure && kind !== "aborted" && !isOver ? options.decide?.(failure, record) : void 0;
    const isWorthIt = rule.isPatient && (isLast || retryAfter);
    action = decided ?? (isRefused ? "fall_back" : isWorthIt ? "retry" : rule.action);
    wait = retryAfter || (kind ? options.random() * jitter : 0);
    const willRetry = action === "retry" && options.mayRetry && (isLast || firstTokenMs === void 0) && clock.now() + wait < endsAt && // The last candidates need it more.
    options.budget.take(retryAfter, isLast ? 0 : 1);
    const isClosed = pass.end(kind, willRetry ? 0 : retryAfter);
    if (action === "retry" && !(willRetry && isClosed)) action = "fall_back";
  }
  return { link, index: options.index, answer, failure, action, wait };
}

// policy/pause.ts
function pause(clock, ms, signal) {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}

// policy/complete.ts
async function* complete(call) {
  const { input, links, clock, signal, deadline = 6e4, midstream, hedge } = call;
  signal?.throwIfAborted();
  const attempts = [];
  const endsAt = clock.now() + deadline;
  const quietly = async (observe) => {
    try {
      await observe();
    } catch {
    }
  };
  const onEnd = (record) => {
    attempts.push(record);
    quietly(() => call.onAttempt?.(record));
  };
  let [link] = links;
  let index = 0;
  let isRetry = false;
  let said = "";
  let completion;
  let error;
  call.budget.earn();
  try {
    for (; ; ) {
      const second = links[index + 1];
      const start = (link2, index2, mayRetry) => (onStart) => ask({ ...call, link: link2, index: index2, isLast: !second, mayRetry, onStart, endsAt, onEnd });
      const first = start(link, index, !isRetry);
      const asked = yield* hedge && second && !said ? hedge(first, start(second, index + 1, false), clock) : first();
      const { answer, failure, action, wait } = asked;
      const { data, toolCalls, usage } = answer;
      const text = said + answer.text;
      link = asked.link;
      if (!failure) {
        completion = {
          id: input.id,
          text,
          data,
          toolCalls,
          finishReason: toolCalls.length ? "tool_calls" : "stop",
          rawFinishReason: answer.code,
          usage,
          servedBy: link.label,
          attempts,
          request: link.request
        };
        break;
      }
      const giveUp = (code) => {
        signal?.throwIfAborted();
        const details = { ...failure, attempts, partial: text || answer.refusal };
        error = new CompletionError(input.prompt.name, failure.kind === "deadline" ? "deadline" : code, details);
        return error;
      };
      const isFirm = text || toolCalls.length;
      if (action === "fail") throw giveUp("rejected");
      if (isFirm && midstream === "fail") throw giveUp("interrupted");
      isRetry = action === "retry";
      if (isRetry) await pause(clock, wait, signal);
      else index = asked.index + 1;
      const next = links[index];
      if (!next) throw giveUp("exhausted");
      const request = typeof midstream === "function" && midstream(next, text, answer);
      said = request ? text : "";
      if (request || isFirm || answer.reasoned) {
        const type = request ? "seam" : "reset";
        yield { type, from: link.label, to: next.label, reason: failure.kind };
      }
      if (signal?.aborted || clock.now() >= endsAt) throw giveUp("deadline");
      link = request ? { ...next, request } : next;
    }
  } finally {
    quietly(
      () => call.recorder?.record({
        ...input,
        candidate: link.candidate,
        request: link.request,
        completion,
        error,
        attempts,
        endedAt: Date.now()
      })
    );
  }
  yield { type: "done", result: completion };
}

// policy/retry-budget.ts
var most = 10;
function createRetryBudget(options) {
  const { budget = 0.1, maxRetryAfter = 3e3 } = options || { budget: 0 };
  let saved = 0;
  return {
    earn() {
      saved = Math.min(saved + budget, most);
    },
    take(wait, reserve) {
      const can = wait <= maxRetryAfter && saved > reserve + 0.99;
      if (can) saved -= 1;
      return can;
    }
  };
}

// errors/usage-error.ts
var UsageError = class extends UnderstudyError {
  name = "UsageError";
};

// prepare.ts
function prepare({ name, chain }, variables, { history, media }, providers, convert) {
  if (!chain.length) throw new UsageError("empty_chain", `${name} has no candidate`);
  return chain.map((candidate) => {
    const { environment, version, provider, api, model } = candidate;
    const label = { environment, version, provider, api, model };
    const adapter = [providers[provider] ?? []].flat().find((adapter2) => adapter2.api === api);
    if (!adapter) {
      throw new UsageError(
        "missing_provider",
        `${name}, ${environment}: the client has no provider '${provider}' that speaks ${api}`
      );
    }
    if (history !== void 0 && !candidate.history)
      throw new UsageError(
        "history_unsupported",
        `${name}, ${environment}: the template has no history placeholder`
      );
    const turns = history && convert ? convert(history, api) : history;
    const request = candidate.request(variables, { history: turns, media });
    return { candidate, label, adapter, request };
  });
}

// create-client.ts
function createClient({
  providers,
  upstream,
  retry = {},
  breaker = {},
  history: convert,
  ...defaults
}, { clock = systemClock, random = Math.random } = {}) {
  const shared = {
    breaker: createBreaker(clock, breaker),
    budget: createRetryBudget(retry),
    stream: upstream !== "json",
    clock,
    random
  };
  const begin = (prompt, variables, options = {}, isQuiet = false) => complete({
    ...defaults,
    ...options,
    ...shared,
    isQuiet,
    input: { id: crypto.randomUUID?.(), prompt, variables, options, startedAt: Date.now() },
    links: prepare(prompt, variables, options, providers, convert)
  });
  return {
    async run(prompt, variables, ...[options]) {
      let last;
      for await (last of begin(prompt, variables, options, true)) {
      }
      return last.result;
    },
    stream(prompt, variables, ...[options]) {
      const events = begin(prompt, variables, options);
      return options?.midstream === "buffer" ? hold(events) : events;
    },
    text(prompt, variables, ...[options]) {
      const events = begin(prompt, variables, { ...options, midstream: "fail" });
      return (async function* () {
        for await (const event of events) if (event.type === "text") yield event.text;
      })();
    }
  };
}
async function* hold(events) {
  let held = [];
  for await (const event of events) {
    if (event.type === "reset") held = [];
    else held.push(event);
  }
  yield* held;
}

// has-valid-tool-calls.ts
function hasValidToolCalls({ toolCalls }) {
  return toolCalls.every(({ arguments: json }) => {
    try {
      JSON.parse(json);
      return true;
    } catch {
      return false;
    }
  });
}

// hedging.ts
function hedging({ after = 2e3 } = {}) {
  return async function* (first, second, clock) {
    const racers = /* @__PURE__ */ new Set();
    let lost;
    try {
      const { next } = enter(racers, "outrun", first);
      let disarm = () => {
      };
      const late = new Promise((resolve) => {
        disarm = clock.after(after, () => resolve("late"));
      });
      if (await Promise.race([next, late]).finally(disarm) === "late") enter(racers, "unneeded", second);
      for (; ; ) {
        const { racer, step } = await Promise.race(
          [...racers].map(async (racer2) => ({ racer: racer2, step: await racer2.next }))
        );
        if (!step.done || !step.value.failure || step.value.action === "fail" || racers.size === 1) {
          racers.delete(racer);
          await leave(racers);
          return step.done ? merge(step.value, lost) : merge(yield* goOn(racer.events, step.value), lost);
        }
        racers.delete(racer);
        lost = step.value;
      }
    } finally {
      await leave(racers);
    }
  };
}
function enter(racers, kind, start) {
  let stop = (_) => {
  };
  const events = start((end) => {
    stop = end;
  });
  const next = events.next();
  const racer = { events, next, stop: () => stop(kind) };
  racers.add(racer);
  return racer;
}
async function leave(racers) {
  for (const { stop, events, next } of racers) {
    stop();
    await next.catch(() => {
    });
    await events.next();
  }
  racers.clear();
}
async function* goOn(events, content) {
  try {
    yield content;
    return yield* events;
  } finally {
    await events.return(void 0);
  }
}
function merge(asked, lost) {
  const isSkipped = lost?.failure?.kind === "circuit_open" || lost?.failure?.kind === "overload_shed";
  if (!lost || !asked.failure || isSkipped) return asked;
  const action = asked.action === "retry" ? "fall_back" : asked.action;
  return { ...asked, action, index: Math.max(asked.index, lost.index) };
}

// limit-concurrency.ts
function limitConcurrency(limit) {
  const queue = /* @__PURE__ */ new Set();
  let taken = 0;
  const turn = (signal) => new Promise((resolve, reject) => {
    const end = () => {
      queue.delete(end);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    queue.add(end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
  return ({ api, send }) => ({
    api,
    async *send(request, options) {
      const mustWait = taken >= limit;
      if (mustWait) {
        yield [{ type: "usage", usage: { inputTokens: 0, outputTokens: 0 } }];
        if (!options.isLast) throw failureError("overload_shed");
        await turn(options.signal);
      } else taken += 1;
      try {
        if (mustWait) yield [{ type: "usage", usage: "unknown" }];
        yield* send(request, options);
      } finally {
        const [next] = queue;
        if (next) next();
        else taken -= 1;
      }
    }
  });
}

// share-circuits.ts
var freshness = 1e3;
function shareCircuits(store) {
  const asked = /* @__PURE__ */ new Map();
  const isShared = (id) => !id.endsWith("#key");
  const quietly = (action) => void action().catch(() => {
  });
  return {
    read(circuit, clock) {
      const { id, until } = circuit;
      const now = clock.now();
      if (!isShared(id) || now - (asked.get(id) ?? Number.NEGATIVE_INFINITY) < freshness) return;
      asked.set(id, now);
      quietly(async () => {
        const openUntil = await store.get(id);
        if (typeof openUntil !== "number" || circuit.until !== until || circuit.probe) return;
        const left = openUntil - Date.now();
        circuit.isBroken = left > 0 || circuit.isBroken && openUntil > 0;
        if (left > 0) circuit.until = clock.now() + left;
      });
    },
    write({ id, isBroken, until }, clock) {
      if (!isShared(id)) return;
      quietly(async () => {
        await store.set(id, isBroken ? Math.round(Date.now() + until - clock.now()) : 0);
      });
    }
  };
}

// template/missing-variable-error.ts
var MissingVariableError = class extends UnderstudyError {
  name = "MissingVariableError";
  constructor(prompt, environment, variable) {
    super(
      "missing_variable",
      `${prompt} (${environment}): the variable "${variable}" is missing. Add it to the variables of this call.`
    );
    this.prompt = prompt;
    this.environment = environment;
    this.variable = variable;
  }
};

// http/sse-parser.ts
function sseParser() {
  let rest = "";
  let lines = [];
  return (chunk) => {
    const events = [];
    const pieces = (rest + chunk).split(/\r?\n|\r(?!$)/);
    rest = pieces.pop() ?? "";
    if (rest === "\r") pieces.push(rest = "");
    for (const line of pieces) {
      if (line.startsWith("data") && (line[4] ?? ":") === ":") lines.push(line.slice(line[5] === " " ? 6 : 5));
      else if (!line && lines.length) {
        events.push(lines.join("\n"));
        lines = [];
      }
    }
    return events;
  };
}

// http/read-response.ts
var linger2 = 1e3;
async function* readResponse(response, { signal, stream, clock }, { last, fold }) {
  const answer = await response;
  const { headers, status } = answer;
  const requestID = headers.get("x-request-id") ?? headers.get("request-id") ?? void 0;
  if (!answer.ok) {
    throw providerError(Object(await answer.json().catch(() => {
    })), { status, headers, requestID });
  }
  const type = headers.get("content-type") ?? "";
  const isEvents = type.includes("event-stream");
  const isJson = type.includes("json") || !(stream || isEvents);
  const decoder = new TextDecoder();
  const parse = sseParser();
  const reader = answer.body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {
  });
  let text = "";
  let understood = false;
  let complete2 = false;
  const read = (json) => {
    try {
      const message = JSON.parse(json);
      if (message.error || message.type === "error") throw providerError(message);
      complete2 = message.type === last;
      const parts = fold(message);
      understood ||= parts.length > 0;
      return parts;
    } catch (cause) {
      throw Object(cause).error ? cause : failureError("malformed", cause);
    }
  };
  signal.addEventListener("abort", cancel);
  try {
    yield [{ type: "response", status, requestId: requestID }];
    while (reader && !complete2) {
      const { done, value } = await reader.read().catch((cause) => {
        throw failureError("truncated", cause);
      });
      if (done) break;
      const chunk = decoder.decode(value, { stream: true });
      if (isJson) {
        text += chunk;
        continue;
      }
      const parts = [];
      try {
        for (const data of parse(chunk)) {
          if (data === last) complete2 = true;
          else parts.push(...read(data));
          if (complete2) break;
        }
      } finally {
        yield parts;
      }
    }
    if (isJson) yield read(text);
    if (!understood && !isEvents) throw failureError("malformed");
  } finally {
    signal.removeEventListener("abort", cancel);
    if (complete2) {
      const disarm = clock.after(linger2, cancel);
      void reader?.read().finally(disarm).then(cancel, cancel);
    } else cancel();
  }
}
function providerError(message, fields) {
  const { message: text } = message.error ?? message;
  return Object.assign(new Error(text), { error: message }, fields);
}

// http/over-sdk.ts
function overSdk(api, resource, wire, streaming) {
  return {
    api,
    send(request, options) {
      const { signal, stream } = options;
      const sent = resource.create(
        { ...request, ...stream && streaming?.(request), stream },
        { signal, maxRetries: 0, timeout: 2 ** 31 - 1 }
      );
      return readResponse(sent.asResponse(), options, wire());
    }
  };
}

// http/usage-part.ts
function usagePart(input, output, cached, written, reasoning) {
  return {
    type: "usage",
    usage: {
      inputTokens: input ?? 0,
      outputTokens: output ?? 0,
      cachedInputTokens: cached ?? void 0,
      cacheWriteTokens: written ?? void 0,
      reasoningTokens: reasoning ?? void 0
    }
  };
}

// openai.ts
var reasons = {
  stop: "stop",
  tool_calls: "stop",
  length: "max_tokens",
  content_filter: "content_filter"
};
function openai(client) {
  return overSdk("openai.chat", client.chat.completions, chatWire, ({ stream_options }) => ({
    stream_options: { include_usage: true, ...stream_options }
  }));
}
function chatWire() {
  const open = {};
  let calls = 0;
  return {
    last: "[DONE]",
    fold({ choices, usage }) {
      const parts = [];
      const choice = choices?.find(({ index }) => !index);
      const { content, reasoning, reasoning_content, refusal, tool_calls } = choice?.delta ?? choice?.message ?? {};
      if (content && typeof content !== "string") throw new Error("content");
      const thought = reasoning ?? reasoning_content;
      if (thought) parts.push({ type: "reasoning", text: thought });
      if (content) parts.push({ type: "text", text: content });
      if (refusal) parts.push({ type: "refusal", text: refusal });
      tool_calls?.forEach(({ index, id, function: call = {} }, position) => {
        const at = index ?? position;
        const known = open[at];
        const goesOn = known && (id ? id === known.id : index != null);
        if (call.name && !goesOn) open[at] = { id, index: calls++ };
        parts.push({
          type: "tool",
          index: open[at]?.index ?? 0,
          id: id ?? void 0,
          name: call.name,
          arguments: call.arguments ?? ""
        });
      });
      if (usage) {
        const { prompt_tokens_details: input, completion_tokens_details: output } = usage;
        parts.push(
          usagePart(
            usage.prompt_tokens,
            usage.completion_tokens,
            input?.cached_tokens,
            input?.cache_write_tokens,
            output?.reasoning_tokens
          )
        );
      }
      const code = choice?.finish_reason;
      if (code) {
        const reason = reasons[code] ?? "truncated";
        parts.push({ type: "finish", reason, code });
      }
      return parts;
    }
  };
}

// anthropic.ts
var reasons2 = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "stop",
  max_tokens: "max_tokens",
  refusal: "refusal",
  model_context_window_exceeded: "context_window"
};
function anthropic(client) {
  return overSdk("anthropic.messages", client.messages, messageWire);
}
function messageWire() {
  const counts = {};
  let stop;
  return {
    last: "message_stop",
    fold({ type, index, message, content_block, delta, content, usage, ...whole }) {
      const blocks = content ?? [content_block ?? delta ?? {}];
      const parts = blocks.flatMap((block, position) => readBlock(block, index ?? position));
      for (const [name, count] of Object.entries(message?.usage ?? usage ?? {})) {
        counts[name] = count || (counts[name] ?? count);
      }
      if (usage?.output_tokens != null) parts.push(readUsage(counts));
      stop = delta ?? stop;
      if (type === "message" || type === "message_stop") {
        const { stop_reason, stop_details } = stop ?? whole;
        const reason = reasons2[stop_reason ?? ""] ?? "truncated";
        parts.push({ type: "finish", reason, code: stop_details?.category ?? stop_reason ?? void 0 });
      }
      return parts;
    }
  };
}
function readUsage(counts) {
  const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } = counts;
  return usagePart(
    (input_tokens ?? 0) + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0),
    output_tokens,
    cache_read_input_tokens,
    cache_creation_input_tokens,
    counts.output_tokens_details?.thinking_tokens
  );
}
function readBlock(block, index) {
  const { type, text, thinking, id, name, input, partial_json } = block;
  if (text) return [{ type: "text", text }];
  if (type === "thinking_delta") return [{ type: "reasoning", text: thinking }];
  if (!partial_json && type !== "tool_use") return [];
  const json = partial_json ?? JSON.stringify(input ?? {});
  return [{ type: "tool", index, id, name, arguments: json === "{}" ? "" : json }];
}

// fetch.ts
function openaiFetch(options) {
  const { apiKey, baseURL = "https://api.openai.com/v1" } = options;
  const at = (path) => overFetch(baseURL, path, { authorization: `Bearer ${apiKey}` }, options);
  return { chat: { completions: at("/chat/completions") }, responses: at("/responses") };
}
function anthropicFetch(options) {
  const { apiKey, baseURL = "https://api.anthropic.com" } = options;
  const auth = { "x-api-key": apiKey, "anthropic-version": "2023-06-01" };
  return { messages: overFetch(baseURL, "/v1/messages", auth, options) };
}
function overFetch(baseURL, path, auth, { fetch: custom, headers }) {
  return {
    create: (body, { signal }) => ({
      asResponse: () => (custom ?? fetch)(baseURL.replace(/\/*$/, path), {
        method: "POST",
        headers: { "content-type": "application/json", ...auth, ...headers },
        body: JSON.stringify(body),
        signal,
        // Not `error`, which some edge runtimes do not know.
        redirect: "manual"
      })
    })
  };
}
export {
  CompletionError,
  MissingVariableError,
  UnderstudyError,
  UsageError,
  anthropic,
  anthropicFetch,
  continuing,
  createClient,
  hasValidToolCalls,
  hedging,
  isUnderstudyError,
  limitConcurrency,
  openai,
  openaiFetch,
  shareCircuits
};
