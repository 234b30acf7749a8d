// Runs the vendor's two Node clients against an emulator and prints what they
// got as JSON. Usage: node calls.js JOB, where JOB is a JSON text with endpoint,
// id, secret and contact.
'use strict';

const Pop = require('@alicloud/pop-core').RPCClient;
const OpenApi = require('@alicloud/openapi-client');
const Util = require('@alicloud/tea-util');

const job = JSON.parse(process.argv[2]);
const versions = { cn: '2018-01-29', intl: '2017-12-18' };

function pop(method) {
  return (site, secret) => {
    const client = new Pop({ accessKeyId: job.id, accessKeySecret: secret, endpoint: `http://${job.endpoint}`, apiVersion: versions[site] });
    return async (action, params) => client.request(action, params, { method });
  };
}

function openApi(place, algorithm) {
  return (site, secret) => {
    const client = new OpenApi.default(new OpenApi.Config({
      accessKeyId: job.id, accessKeySecret: secret, endpoint: job.endpoint, protocol: 'HTTP', signatureAlgorithm: algorithm,
    }));
    return async (action, params) => {
      const how = new OpenApi.Params({
        action, version: versions[site], protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC', bodyType: 'json', reqBodyType: 'formData',
      });
      const answer = await client.callApi(how, new OpenApi.OpenApiRequest({ [place]: flat(params) }), new Util.RuntimeOptions({}));
      return answer.body;
    };
  };
}

function flat(params) {
  const out = {};
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) {
      value.forEach((v, i) => { out[`${name}.${i + 1}`] = v; });
    } else {
      out[name] = value;
    }
  }
  return out;
}

const styles = {
  'pop-core GET': pop('GET'),
  'pop-core POST': pop('POST'),
  'openapi-client V3 query': openApi('query'),
  'openapi-client V3 body': openApi('body'),
  'openapi-client V1 query': openApi('query', 'v2'),
  'openapi-client V1 body': openApi('body', 'v2'),
};

async function finished(call, TaskNo) {
  for (let i = 0; i < 200; i++) {
    const page = await call('QueryTaskDetailList', { TaskNo, PageNum: '1', PageSize: '100' });
    if (page.Data.TaskDetail.every((d) => d.TaskStatus === 'EXECUTE_SUCCESS' || d.TaskStatus === 'EXECUTE_FAILURE')) {
      return page.Data.TaskDetail;
    }
    await new Promise((wake) => { setTimeout(wake, 10); });
  }
  throw new Error('the task does not end');
}

async function refusal(call, action, params) {
  try {
    await call(action, params);
    return '';
  } catch (e) {
    return e.code;
  }
}

async function story(connect, prefix) {
  const call = connect('cn', job.secret);
  const intl = connect('intl', job.secret);
  const a = `${prefix}-a.com`;
  const b = `${prefix}-例子.com`;
  const update = { DomainName: [a, b], ContactType: 'registrant', RegistrantType: '1', ...job.contact };
  const sent = await call('SaveBatchTaskForUpdatingContactInfoByNewContact', update);
  const updated = await finished(call, sent.TaskNo);
  const contact = await call('QueryContactInfo', { DomainName: b, ContactType: 'registrant' });
  const asked = await call('SaveSingleTaskForQueryingTransferAuthorizationCode', { DomainName: a });
  const code = await finished(call, asked.TaskNo);
  const poll = await call('PollTaskResult', { PageNum: '1', PageSize: '10', DomainName: a });
  const list = await call('QueryTaskList', { PageNum: '1', PageSize: '10' });
  const profile = await intl('SaveBatchTaskForUpdatingContactInfo', { DomainName: [a], ContactType: 'tech', RegistrantProfileId: '1000001', AddTransferLock: 'false' });
  return {
    taskNo: sent.TaskNo, updated, contact, code: code[0].TaskResult, polled: poll.Data.TaskDetail.length, listed: list.Data.TaskInfo.length,
    profile: profile.TaskNo,
    absent: await refusal(call, 'SaveBatchTaskForUpdatingContactInfoByNewContact', { ...update, DomainName: [a, `${prefix}-absent.com`] }),
    foreign: await refusal(intl, 'SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId', { DomainName: [a], ContactType: 'tech', RegistrantProfileId: '1' }),
    wrongSecret: await refusal(connect('cn', 'wrong'), 'QueryTaskList', { PageNum: '1', PageSize: '10' }),
  };
}

(async () => {
  const out = {};
  for (const [name, connect] of Object.entries(styles)) {
    out[name] = await story(connect, name.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  }
  process.stdout.write(JSON.stringify(out));
})().catch((e) => {
  process.stderr.write(`${e.stack || e}\n`);
  process.exit(1);
});
