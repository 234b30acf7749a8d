// A server for the part of the Alibaba Cloud Domain API that this project
// uses, for tests. It is written from the description of the API alone, in
// another language and without any package, so that a mistake that the client
// and the project's own emulator share shows up here. It trusts nothing: what
// the documents do not know is written down as a violation.
//
//   node server.mjs [--version 2018-01-29|2017-12-18] [--key ID] [--secret TEXT] [--port N] [--finish MS]
//     [--faulty SHARE] [--seed N]
//
// With --faulty that share of all calls goes wrong, a third of it each way: a
// 503 of a gateway that looks at nothing, silence before anything is done, and
// silence after all is done. A repeated nonce is refused then as always, but it
// is no violation.
//
// It listens on loopback and prints one line, {"url":"http://127.0.0.1:PORT"}.
// GET /ledger answers with everything it has seen. It ends when its standard
// input is closed.
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const options = { version: '2018-01-29', key: 'testid', secret: 'testsecret', port: '0', finish: '1000', faulty: '0', seed: '1' };
for (let i = 2; i < process.argv.length; i += 2) {
  const name = process.argv[i].replace(/^--/, '');
  if (!(name in options) || process.argv[i + 1] === undefined) {
    console.error(`server.mjs: unknown or incomplete option ${process.argv[i]}`);
    process.exit(2);
  }
  options[name] = process.argv[i + 1];
}

// ---- what is documented -------------------------------------------------

const CHINA = '2018-01-29';
const INTL = '2017-12-18';
const text = /^[\s\S]+$/;
const bool = /^(true|false)$/;
const long = /^[1-9][0-9]*$/;
const integer = /^[0-9]+$/;
const contactType = /^(registrant|admin|billing|tech)$/;
const registrantType = /^[12]$/;
const contactFields = {
  RegistrantName: text, RegistrantOrganization: text, Country: /^[A-Z]{2}$/, Province: text, City: text, Address: text,
  PostalCode: text, Email: /^[^@\s]+@[^@\s]+$/, TelArea: /^[0-9]{1,3}$/, Telephone: /^[0-9]{1,14}$/, TelExt: text,
};
const zhFields = { ZhRegistrantName: text, ZhRegistrantOrganization: text, ZhProvince: text, ZhCity: text, ZhAddress: text };
const paging = { PageNum: long, PageSize: long };
const common = { Lang: /^(zh|en)$/, UserClientIp: text };

// Each operation: the versions that have it, required and optional
// parameters; a name that ends in ".N" is a list.
const operations = {
  SaveSingleTaskForUpdatingContactInfo: () => ({
    submit: true, required: { DomainName: text, RegistrantProfileId: long, ContactType: contactType },
    optional: { InstanceId: text, AddTransferLock: bool }, lock: 'AddTransferLock',
  }),
  SaveBatchTaskForUpdatingContactInfoByNewContact: (version) => ({
    submit: true, lock: 'TransferOutProhibited',
    required: { 'DomainName.N': text, ContactType: contactType, ...(version === CHINA ? { RegistrantType: registrantType } : {}) },
    optional: { ...contactFields, ...(version === CHINA ? zhFields : {}), TransferOutProhibited: bool },
  }),
  SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId: (version) => version === CHINA && ({
    submit: true, lock: 'TransferOutProhibited',
    required: { 'DomainName.N': text, ContactType: contactType, RegistrantProfileId: long }, optional: { TransferOutProhibited: bool },
  }),
  SaveBatchTaskForUpdatingContactInfo: (version) => version === INTL && ({
    submit: true, lock: 'AddTransferLock',
    required: { 'DomainName.N': text, ContactType: contactType, RegistrantProfileId: long }, optional: { AddTransferLock: bool },
  }),
  SaveSingleTaskForQueryingTransferAuthorizationCode: () => ({ submit: true, required: { DomainName: text }, optional: {} }),
  QueryTaskDetailList: () => ({
    required: { TaskNo: text, ...paging }, optional: { TaskStatus: /^[0-3]$/, DomainName: text, InstanceId: text },
  }),
  QueryTaskList: () => ({ required: paging, optional: { BeginCreateTime: integer, EndCreateTime: integer } }),
  PollTaskResult: () => ({
    required: paging, optional: { TaskResultStatus: /^[23]$/, TaskNo: text, DomainName: text, InstanceId: text },
  }),
  AcknowledgeTaskResult: () => ({ required: { 'TaskDetailNo.N': text }, optional: {} }),
  QueryTaskDetailHistory: () => ({
    required: { TaskNo: text, PageSize: long },
    optional: { DomainName: text, TaskStatus: /^[0-3]$/, DomainNameCursor: text, TaskDetailNoCursor: text },
  }),
  QueryTaskInfoHistory: () => ({
    required: { PageSize: long },
    optional: { BeginCreateTime: integer, EndCreateTime: integer, TaskNoCursor: text, CreateTimeCursor: integer },
  }),
  CancelTask: () => ({ required: { TaskNo: text }, optional: {} }),
  QueryContactInfo: () => ({ required: { DomainName: text, ContactType: contactType }, optional: {} }),
  VerifyContactField: (version) => ({
    required: {},
    optional: { ...contactFields, RegistrantType: registrantType, DomainName: text, ...(version === CHINA ? zhFields : {}) },
  }),
  QueryRegistrantProfiles: (version) => ({
    required: {},
    optional: {
      ...paging, RegistrantProfileId: long, RegistrantType: registrantType, RegistrantProfileType: /^(common|cnnic)$/,
      RealNameStatus: /^(FAILED|SUCCEED|NONAUDIT|AUDITING)$/, DefaultRegistrantProfile: bool, Email: text, RegistrantOrganization: text,
      ...(version === CHINA ? { ZhRegistrantOrganization: text, Remark: text } : {}),
    },
  }),
  QueryDomainList: () => ({
    required: paging,
    optional: { DomainName: text, OrderKeyType: text, OrderByType: /^(ASC|DESC)$/, ProductDomainType: text, QueryType: /^[12]$/,
      StartExpirationDate: integer, EndExpirationDate: integer, StartRegistrationDate: integer, EndRegistrationDate: integer },
  }),
  QueryDomainByDomainName: () => ({ required: { DomainName: text }, optional: {} }),
};
const signedByHeader = new Set(['x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256',
  'x-acs-security-token', 'x-acs-accesskey-id', 'x-acs-credentials-provider']);

// ---- what was seen ------------------------------------------------------

const started = performance.now();
const lag = monitorEventLoopDelay({ resolution: 5 });
lag.enable();
const ledger = { calls: {}, submits: [], violations: [], codes: {}, contacts: {}, profiles: {}, tasks: 0, faults: {} };
const tasks = new Map(); // task number → task
const live = new Map(); // domain → its last detail
const nonces = new Set();

function violate(action, what) {
  ledger.violations.push(`${action}: ${what}`);
}

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

// ---- signature ----------------------------------------------------------

function escape(s) {
  let out = '';
  for (const byte of Buffer.from(s, 'utf8')) {
    const c = String.fromCharCode(byte);
    out += /[A-Za-z0-9\-_.~]/.test(c) ? c : '%' + byte.toString(16).toUpperCase().padStart(2, '0');
  }
  return out;
}

function parse(encoded) {
  const pairs = [];
  for (const part of encoded.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const decode = (s) => decodeURIComponent(s.replaceAll('+', ' '));
    pairs.push(at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]);
  }
  return pairs;
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function checkSignature(request, query, body) {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]*),SignedHeaders=([^,]*),Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
  if (!match) throw new Refusal(400, 'IncompleteSignature', 'The request signature does not conform to the platform standards.');
  const [, key, names, given] = match;
  if (key !== options.key) throw new Refusal(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  const signed = names.split(';');
  const must = Object.keys(request.headers).filter((n) => n === 'host' || n === 'content-type' || n.startsWith('x-acs-')).sort(byBytes);
  if (signed.join() !== must.join()) throw new Refusal(400, 'IncompleteSignature', `Signed are ${signed}, present are ${must}.`);
  if (request.headers['x-acs-content-sha256'] !== sha256(body)) throw new Refusal(400, 'SignatureDoesNotMatch', 'The body has another hash.');
  const canonical = [
    request.method, '/',
    [...query].sort((a, b) => byBytes(a[0], b[0])).map(([n, v]) => `${escape(n)}=${escape(v)}`).join('&'),
    ...signed.map((n) => `${n}:${String(request.headers[n]).trim()}`), '',
    names, request.headers['x-acs-content-sha256'],
  ].join('\n');
  const wanted = createHmac('sha256', options.secret).update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`).digest('hex');
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(wanted))) {
    throw new Refusal(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
  }
}

// ---- parameters ---------------------------------------------------------

function readParameters(action, spec, pairs) {
  const values = {};
  const lists = {};
  const known = { ...spec.required, ...spec.optional, ...common };
  for (const [name, value] of pairs) {
    const numbered = /^(.+)\.([1-9][0-9]*)$/.exec(name);
    const list = numbered && `${numbered[1]}.N` in known;
    const rule = list ? known[`${numbered[1]}.N`] : known[name];
    if (rule === undefined || (!list && name.endsWith('.N'))) {
      violate(action, `undocumented parameter ${name}`);
      continue;
    }
    if (!rule.test(value)) violate(action, `parameter ${name} has a value that is not documented`);
    if (list) {
      lists[numbered[1]] ??= [];
      if (lists[numbered[1]][numbered[2] - 1] !== undefined) violate(action, `parameter ${name} is there twice`);
      lists[numbered[1]][numbered[2] - 1] = value;
    } else {
      if (name in values) violate(action, `parameter ${name} is there twice`);
      values[name] = value;
    }
  }
  for (const name of Object.keys(spec.required)) {
    const bare = name.replace(/\.N$/, '');
    if (!(name.endsWith('.N') ? lists[bare]?.length : values[bare])) {
      violate(action, `required parameter ${bare} is missing`);
      throw new Refusal(400, `Missing${bare}`, `${bare} is mandatory for this action.`);
    }
  }
  for (const [name, items] of Object.entries(lists)) {
    if (items.length > 1000 || [...items].includes(undefined)) violate(action, `list ${name} has gaps or is too long`);
  }
  if (Number(values.PageSize) > 1000) throw new Refusal(400, 'InvalidPageSize', 'Specified parameter PageSize is not valid.');
  return { values, lists };
}

// ---- business -----------------------------------------------------------

const printTime = (ms) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 19).replace('T', ' ');
const requestId = () => randomUUID().toUpperCase();

// finishAfter spreads the ends of details around the middle asked for, the
// same way in every run.
const finishAfter = (domain) => Number(options.finish) * (0.7 + (parseInt(sha256(domain).slice(0, 4), 16) / 0xffff) * 0.6);

function standing(detail) {
  const age = performance.now() - detail.since;
  if (detail.cancelled) return ['EXECUTE_FAILURE', 3];
  if (age < detail.after / 3) return ['WAITING_EXECUTE', 0];
  if (age < detail.after) return ['EXECUTING', 1];
  return ['EXECUTE_SUCCESS', 2];
}
const finished = (detail) => standing(detail)[1] >= 2;

// Transfer codes begin with what spreadsheets take for formulas.
const codeFor = (domain) => '=+-@'[parseInt(sha256(domain)[0], 16) % 4] + sha256(`code of ${domain}`).slice(0, 8) + '#!"<)]';

const taskTypes = { registrant: 'CHG_HOLDER', admin: 'UPDATE_ADMIN_CONTACT', billing: 'UPDATE_BILLING_CONTACT', tech: 'UPDATE_TECH_CONTACT' };

function submit(action, spec, { values, lists }) {
  const domains = lists.DomainName ?? [values.DomainName];
  for (const domain of domains) {
    if (/(^|\.)xn-/i.test(domain)) violate(action, `${domain} is in punycode`);
    if (domain !== domain.trim().toLowerCase() || /[\s/:]|\.$/.test(domain)) violate(action, `${domain} is not a plain domain name`);
  }
  if (new Set(domains).size !== domains.length) violate(action, 'a domain is there twice');
  if (spec.lock && spec.lock in values && values.ContactType !== 'registrant') violate(action, `${spec.lock} with ${values.ContactType}`);
  const busy = domains.filter((d) => live.has(d) && !finished(live.get(d)));
  if (busy.length > 0) throw new Refusal(400, 'TaskIsBeingProcessed', 'An operation is being processed. Please try again later.');
  const now = Date.now();
  const task = {
    number: randomUUID(), created: now, cancel: 'INIT',
    type: taskTypes[values.ContactType] ?? 'QUERY_TRANSFER_CODE', // no document names the type of transfer codes
  };
  task.details = domains.map((domain) => {
    const detail = { task, domain, number: randomUUID().replaceAll('-', ''), since: performance.now(), created: now, after: finishAfter(domain) };
    if (action === 'SaveSingleTaskForQueryingTransferAuthorizationCode') {
      detail.result = codeFor(domain);
      ledger.codes[domain] = detail.result;
    } else if (values.RegistrantProfileId) {
      ledger.profiles[`${domain} ${values.ContactType}`] = values.RegistrantProfileId;
    } else {
      ledger.contacts[`${domain} ${values.ContactType}`] = values.Email;
    }
    live.set(domain, detail);
    return detail;
  });
  tasks.set(task.number, task);
  ledger.tasks++;
  return { TaskNo: task.number };
}

function printDetail(detail, history) {
  const [status, code] = standing(detail);
  const row = {
    TaskNo: detail.task.number, TaskDetailNo: detail.number, DomainName: detail.domain, InstanceId: `S${sha256(detail.domain).slice(0, 12)}`,
    TaskType: detail.task.type, TaskTypeDescription: 'description', TaskStatus: status, TaskStatusCode: code, TryCount: code > 0 ? 1 : 0,
    CreateTime: printTime(detail.created), UpdateTime: printTime(detail.created + Math.min(detail.after, performance.now() - detail.since)),
  };
  if (code === 2) row.ErrorMsg = 'The operation is successful.';
  if (code === 3) row.ErrorMsg = 'The task was cancelled.';
  if (code === 2 && detail.result !== undefined && !history) row.TaskResult = detail.result;
  return row;
}

function taskState(task) {
  if (task.details.every(finished)) return ['COMPLETE', 3];
  return task.details.some((d) => standing(d)[1] > 0) ? ['EXECUTING', 2] : ['WAITING_EXECUTE', 1];
}

function printTask(task) {
  const [status, code] = taskState(task);
  return {
    TaskNo: task.number, TaskType: task.type, TaskTypeDescription: 'description', TaskNum: task.details.length, TaskStatus: status,
    TaskStatusCode: code, CreateTime: printTime(task.created), Clientip: '127.0.0.1', TaskCancelStatus: task.cancel,
    TaskCancelStatusCode: ['INIT', 'CANCELLING', 'COMPLETE'].indexOf(task.cancel),
  };
}

function page(rows, values, element, under = 'Data') {
  const size = Number(values.PageSize);
  const num = Number(values.PageNum);
  const total = Math.ceil(rows.length / size);
  return {
    CurrentPageNum: num, PageSize: size, TotalItemNum: rows.length, TotalPageNum: total, PrePage: num > 1, NextPage: num < total,
    [under]: { [element]: rows.slice((num - 1) * size, num * size) },
  };
}

// withinDays rounds a window to whole days of UTC+8.
function withinDays(values) {
  const day = (ms) => Math.floor((Number(ms) + 8 * 3600e3) / 86400e3);
  return (task) => (values.BeginCreateTime === undefined || day(task.created) >= day(values.BeginCreateTime)) &&
    (values.EndCreateTime === undefined || day(task.created) <= day(values.EndCreateTime));
}

function detailFilter(values, statusName) {
  return (d) => (values.DomainName === undefined || d.domain === values.DomainName) &&
    (values[statusName] === undefined || standing(d)[1] === Number(values[statusName]));
}

function taskOf(number) {
  const task = tasks.get(number);
  if (!task) throw new Refusal(400, 'ParameterIllegal', 'The task number is not known.');
  return task;
}

const newestFirst = () => [...tasks.values()].reverse();
const everyDetail = () => newestFirst().flatMap((t) => t.details);

const answers = {
  QueryTaskDetailList: ({ values }) =>
    page(taskOf(values.TaskNo).details.filter(detailFilter(values, 'TaskStatus')).map((d) => printDetail(d)), values, 'TaskDetail'),
  QueryTaskList: ({ values }) => page(newestFirst().filter(withinDays(values)).map(printTask), values, 'TaskInfo'),
  PollTaskResult: ({ values }) => page(
    everyDetail().filter((d) => finished(d) && !d.acknowledged && (values.TaskNo === undefined || d.task.number === values.TaskNo))
      .filter(detailFilter(values, 'TaskResultStatus')).map((d) => printDetail(d)), values, 'TaskDetail'),
  AcknowledgeTaskResult: ({ lists }) => {
    violate('AcknowledgeTaskResult', 'results of an account that others share were acknowledged');
    const found = everyDetail().filter((d) => lists.TaskDetailNo.includes(d.number) && !d.acknowledged);
    for (const d of found) d.acknowledged = true;
    return { Result: found.length };
  },
  QueryTaskDetailHistory: ({ values }) => {
    const rows = taskOf(values.TaskNo).details.filter(detailFilter(values, 'TaskStatus'));
    const from = values.TaskDetailNoCursor === undefined ? 0 : rows.findIndex((d) => d.number === values.TaskDetailNoCursor);
    const next = rows[from + Number(values.PageSize)];
    return {
      PageSize: Number(values.PageSize), CurrentPageCursor: {}, PrePageCursor: {},
      NextPageCursor: next ? { TaskDetailNo: next.number, DomainName: next.domain } : {},
      Objects: rows.slice(from, from + Number(values.PageSize)).map((d) => printDetail(d, true)),
    };
  },
  QueryTaskInfoHistory: ({ values }) => {
    const rows = newestFirst().filter(withinDays(values));
    const from = values.TaskNoCursor === undefined ? 0 : rows.findIndex((t) => t.number === values.TaskNoCursor);
    const next = rows[from + Number(values.PageSize)];
    return {
      PageSize: Number(values.PageSize), CurrentPageCursor: {}, PrePageCursor: {},
      NextPageCursor: next ? { TaskNo: next.number, CreateTimeLong: next.created } : {},
      Objects: rows.slice(from, from + Number(values.PageSize)).map((t) => ({ ...printTask(t), CreateTimeLong: t.created })),
    };
  },
  CancelTask: ({ values }) => {
    const task = taskOf(values.TaskNo);
    for (const d of task.details) if (!finished(d)) d.cancelled = true;
    task.cancel = 'COMPLETE';
    return {};
  },
  QueryContactInfo: ({ values }) => ({
    CreateDate: '2020-01-02 03:04:05', RegistrantName: 'li si', RegistrantOrganization: 'li si', Country: 'CN', Province: 'zhe jiang',
    City: 'hang zhou shi', Address: '1 hao', PostalCode: '310024', TelArea: '86', Telephone: '13800000000', TelExt: '',
    Email: ledger.contacts[`${values.DomainName} ${values.ContactType}`] ?? 'owner@example.com',
  }),
  VerifyContactField: () => ({}),
  QueryRegistrantProfiles: ({ values }) => page([], { PageNum: '1', PageSize: '100', ...values }, 'RegistrantProfile', 'RegistrantProfiles'),
  QueryDomainList: ({ values }) => page(
    [...live.keys()].filter((d) => d.includes(values.DomainName ?? '')).map((d) => ({ DomainName: d, InstanceId: `S${sha256(d).slice(0, 12)}` })),
    values, 'Domain'),
  QueryDomainByDomainName: ({ values }) => ({
    DomainName: values.DomainName, InstanceId: `S${sha256(values.DomainName).slice(0, 12)}`, UserId: '100000000001', RegistrantType: '1',
    RegistrantUpdatingStatus: 'NORMAL', TransferOutStatus: 'NORMAL', TransferProhibitionLock: 'CLOSE', UpdateProhibitionLock: 'NONE_SETTING',
    EmailVerificationStatus: 1, EmailVerificationClientHold: false, DnsList: { Dns: ['ns1.example.net'] },
  }),
};

// ---- the gateway --------------------------------------------------------

function serve(request, rawBody, arrived) {
  const [path, rawQuery = ''] = request.url.split(/\?(.*)/s);
  const action = request.headers['x-acs-action'] ?? '(none)';
  ledger.calls[action] = (ledger.calls[action] ?? 0) + 1;
  if (path !== '/') violate(action, `path ${path}`);
  const version = request.headers['x-acs-version'];
  if (version !== options.version) throw new Refusal(400, 'NoSuchVersion', 'Specified version does not exist.');
  const spec = Object.hasOwn(operations, action) && operations[action](version);
  if (!spec) throw new Refusal(404, 'InvalidApi.NotFound', 'Specified api is not found, please check your url and method.');
  const record = { at: arrived - started, action, method: request.method, place: rawBody.length > 0 ? 'body' : 'query' };
  if (spec.submit) ledger.submits.push(record);
  try {
    const signedAt = Date.parse(request.headers['x-acs-date'] ?? '');
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(request.headers['x-acs-date'] ?? '') || Number.isNaN(signedAt)) {
      throw new Refusal(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
    }
    if (Math.abs(Date.now() - signedAt) > 15 * 60e3) throw new Refusal(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
    const query = parse(rawQuery);
    checkSignature(request, query, rawBody);
    const nonce = request.headers['x-acs-signature-nonce'] ?? '';
    if (nonce === '') throw new Refusal(400, 'IncompleteSignature', 'There is no nonce.');
    if (nonces.has(nonce)) {
      if (Number(options.faulty) === 0) violate(action, 'a nonce was used twice');
      throw new Refusal(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
    }
    nonces.add(nonce);
    if (request.method !== 'POST') violate(action, `method ${request.method}`);
    if (!/application\/json/.test(request.headers.accept ?? '')) violate(action, 'JSON is not asked for');
    for (const name of Object.keys(request.headers)) {
      if (name.startsWith('x-acs-') && !signedByHeader.has(name)) violate(action, `undocumented header ${name}`);
    }
    if (rawBody.length > 0 && request.headers['content-type'] !== 'application/x-www-form-urlencoded') violate(action, 'the body is no form');
    if (rawBody.length > 0 && query.length > 0) violate(action, 'parameters are in the query and in the body');
    if (rawQuery.length > 8192) violate(action, 'the query is longer than 8 KB');
    const parameters = readParameters(action, spec, [...query, ...parse(rawBody.toString('utf8'))]);
    record.domains = parameters.lists.DomainName ?? [parameters.values.DomainName];
    record.parameters = parameters.values;
    const answer = spec.submit ? submit(action, spec, parameters) : answers[action](parameters);
    record.taskNo = answer.TaskNo;
    return answer;
  } catch (error) {
    record.code = error.code ?? String(error);
    throw error;
  }
}

// dice is a generator of numbers in [0,1) that the seed decides (mulberry32).
let state = Number(options.seed) >>> 0;
function dice() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

// fault draws what goes wrong with a call: '' for nothing.
function fault() {
  if (dice() >= Number(options.faulty)) return '';
  const kind = ['unavailable', 'silent before', 'silent after'][Math.floor(dice() * 3)];
  ledger.faults[kind] = (ledger.faults[kind] ?? 0) + 1;
  return kind;
}

function send(response, status, body) {
  const data = Buffer.from(JSON.stringify(body), 'utf8');
  response.writeHead(status, { 'Content-Type': 'application/json;charset=utf-8', 'Content-Length': data.length });
  response.end(data);
}

const server = createServer((request, response) => {
  const arrived = performance.now();
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('error', () => response.destroy());
  request.on('end', () => {
    if (request.method === 'GET' && request.url === '/ledger') {
      // lag: the longest that this server was held up, in milliseconds. Times
      // of arrival cannot be better than that.
      send(response, 200, { ...ledger, lag: lag.max / 1e6 });
      return;
    }
    const id = requestId();
    const wrong = fault();
    if (wrong === 'silent before') return; // until the client hangs up
    if (wrong === 'unavailable') {
      send(response, 503, { RequestId: id, HostId: 'domain.aliyuncs.com', Code: 'ServiceUnavailable', Message: 'The request has failed due to a temporary failure of the server.' });
      return;
    }
    const answer = wrong === 'silent after' ? () => {} : send;
    try {
      answer(response, 200, { RequestId: id, ...serve(request, Buffer.concat(chunks), arrived) });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError', String(error));
      if (!(error instanceof Refusal)) violate('server', String(error.stack));
      answer(response, refusal.status, { RequestId: id, HostId: 'domain.aliyuncs.com', Code: refusal.code, Message: refusal.message });
    }
  });
});
server.listen(Number(options.port), '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
