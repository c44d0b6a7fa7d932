// Markdown as GitHub reads it.

/** Set the parser of TypeDoc up. */
export function readAsGitHub(parser) {
  // "qemu.sh" is a file, not a server.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  readCodeInHeadings(parser);
}

/** Have headings with code give TypeDoc their whole text: it makes anchors and its list of headings of plain text alone. */
function readCodeInHeadings(parser) {
  parser.core.ruler.push('code-in-headings', ({ tokens, Token }) => {
    const parts = (code) => [html(Token, '<code>'), plain(Token, code.content), html(Token, '</code>')];
    tokens.forEach((token, index) => {
      if (token.type !== 'heading_open') return;
      const inline = tokens[index + 1];
      inline.children = inline.children.flatMap((child) => (child.type === 'code_inline' ? parts(child) : [child]));
    });
  });
}

function html(Token, content) {
  return Object.assign(new Token('html_inline', '', 0), { content });
}

function plain(Token, content) {
  return Object.assign(new Token('text', '', 0), { content });
}
