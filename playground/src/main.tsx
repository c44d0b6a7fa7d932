import { render } from 'preact';
import { App } from './app.js';
import './styles.css';
import { applyTheme, firstTheme } from './theme.js';

const theme = firstTheme();
applyTheme(theme);
render(<App firstTheme={theme} />, document.getElementById('app') as HTMLElement);
