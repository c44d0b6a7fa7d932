import { Document, isScalar, Scalar, type ScalarTag, type Tags, visit } from 'yaml';

/** Text that may stand as it is: everything else is ended, folded or refused by some reader of YAML 1.1. */
const PLAIN = /^[\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\uffef]*$/;

/** Lines of white space, and a first line that is indented: readers do not agree on where a block with them begins. */
const ODD_BLOCK = /[ \t]\n|[ \t]$|^\n*(?:[ \t]|$)/;

const STRING = 'tag:yaml.org,2002:str';

/**
 * Have strings written so that PyYAML and Go read what they were: text of several lines as a block, odd characters by
 * their numbers. Those with the tag `!unsafe` Ansible takes as they are, without looking for templates.
 */
function replaceStrings(tags: Tags): Tags {
  const isStandard = (tag: Tags[number]): tag is ScalarTag => typeof tag === 'object' && tag.tag === STRING;
  const exact = tags.filter(isStandard).map(
    (standard): ScalarTag => ({
      ...standard,
      stringify: (item, context, ...callbacks) => {
        const text = String(item.value);
        const isBlock = text.includes('\n');
        if (!PLAIN.test(text) || (isBlock && ODD_BLOCK.test(text))) return escapeText(text);
        // The library quotes what reads as a number or as a yes.
        const scalar = Object.assign(new Scalar(text), { type: isBlock ? 'BLOCK_LITERAL' : 'PLAIN' } as const);
        return standard.stringify?.(scalar, context, ...callbacks) ?? escapeText(text);
      },
    }),
  );
  const unsafe = exact.map((tag): ScalarTag => ({ ...tag, tag: '!unsafe', default: false, identify: () => false }));
  return [...tags.filter((tag) => !isStandard(tag)), ...exact, ...unsafe];
}

/** A value, with what it is to be preceded by. */
export interface YamlOptions {
  /** Lines of the comment at the top. */
  readonly comment: readonly string[];
  /** What a first line has to be, for those who tell the format by it: `cloud-config`. */
  readonly marker?: string;
  /** Lines of comments above items of lists, by the path of keys and numbers joined with dots. */
  readonly comments?: Readonly<Record<string, readonly string[]>>;
  /** True where strings that look like templates of Jinja are to be marked as none. */
  readonly isTemplated?: boolean;
}

/** Write a value as YAML that readers of version 1.1 and of 1.2 take for the same. */
export function formatYaml(
  value: object,
  { comment, marker, comments = {}, isTemplated = false }: YamlOptions,
): string {
  const document = new Document(value, {
    version: '1.1',
    customTags: replaceStrings,
  });
  document.commentBefore = [...(marker === undefined ? [] : [marker]), ...comment.map((line) => ` ${line}`)].join('\n');
  for (const [path, lines] of Object.entries(comments)) {
    const node = document.getIn(path.split('.').map(toKey), true) as { commentBefore?: string } | undefined;
    if (node !== undefined) node.commentBefore = lines.map((line) => ` ${line}`).join('\n');
  }
  if (isTemplated) {
    visit(document, {
      Scalar(_, node) {
        if (isScalar<string>(node) && typeof node.value === 'string' && /\{[{%#]/.test(node.value))
          node.tag = '!unsafe';
      },
    });
  }
  return document.toString({ lineWidth: 0, directives: false });
}

/** A double-quoted scalar of ASCII only, with code points beyond as YAML numbers them. */
function escapeText(text: string): string {
  const body = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (code >= 0x20 && code <= 0x7e) return character;
    const [letter, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
    return `\\${letter}${code.toString(16).padStart(Number(width), '0')}`;
  });
  return `"${body.join('')}"`;
}

function toKey(part: string): string | number {
  return /^[0-9]+$/.test(part) ? Number(part) : part;
}
