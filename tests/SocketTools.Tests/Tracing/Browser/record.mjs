// Makes browser.har and browser.pcap: one visit with Chromium, as it records it itself and as tcpdump sees it on the wire.
// npm install playwright-core, Debian's chromium and tcpdump; as root: node record.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import zlib from 'node:zlib';
import { chromium } from 'playwright-core';

const page = `<!doctype html><meta charset=utf-8><title>Grüße</title><link rel=icon href=data:,><script src=/script.js></script>`;
const script = `(async () => {
  const take = async (...request) => (await fetch(...request)).text();
  await take('/noise.bin');
  await take('/moved?a=1&b=%20');
  await take('/form', { method: 'POST', body: new URLSearchParams({ name: 'Jürgen', x: '1&2' }) });
  await take('/data', { method: 'PUT', body: new Uint8Array([0, 255, 13, 10]), headers: { 'X-Own': 'yes' } });
  await take('/none', { method: 'DELETE' });
  await take('/nothing');
  document.title = 'done';
})();`;
const noise = Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 7919) & 255));

const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    switch (request.url.split('?')[0]) {
      case '/': response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': ['sid=1; Path=/', 'two=2'] }); return response.end(page);
      case '/script.js': response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Encoding': 'gzip' }); return response.end(zlib.gzipSync(script));
      case '/noise.bin': response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': noise.length }); return response.end(noise);
      case '/moved': response.writeHead(302, { Location: '/there' }); return response.end();
      case '/none': response.writeHead(404, 'Not here'); return response.end('none');
      case '/nothing': response.writeHead(204); return response.end();
      default: response.write('one '); return setTimeout(() => response.end('two\n'), 5);
    }
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const port = server.address().port;
const capture = spawn('tcpdump', ['-i', 'lo', '-U', '--immediate-mode', '-Z', 'root', '-w', 'browser.pcap', `tcp port ${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
await once(capture.stderr, 'data');
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ recordHar: { path: 'browser.har', content: 'embed' } });
const tab = await context.newPage();
await tab.goto(`http://127.0.0.1:${port}/`);
await tab.waitForFunction(() => document.title === 'done');
await context.close();
await browser.close();
server.closeAllConnections();
server.close();
setTimeout(() => capture.kill('SIGINT'), 500);
