// Usage: node refused.mjs LIBRARY FILE…
//
// Prints how many of the files a library of npm refuses to read, asked as its readme does.
import { readFileSync } from 'node:fs';

const LIBRARIES = {
  async xmldom() {
    const { DOMParser } = await import('@xmldom/xmldom');
    // Its own reports below a fatal error go to the console.
    return (text) => new DOMParser({ onError() {} }).parseFromString(text, 'text/xml');
  },
  async 'fast-xml-parser'() {
    const { XMLParser } = await import('fast-xml-parser');
    return (text) => new XMLParser().parse(text, true);
  },
  async 'libxml2-wasm'() {
    const { XmlDocument } = await import('libxml2-wasm');
    return (text) => XmlDocument.fromString(text).dispose();
  },
};

const [name, ...files] = process.argv.slice(2);
const parse = await LIBRARIES[name]();
const isRefused = (file) => {
  try {
    parse(readFileSync(file, 'utf8'));
    return false;
  } catch {
    return true;
  }
};
console.log(files.filter(isRefused).length);
