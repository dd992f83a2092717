import theme from 'vitepress/theme-without-fonts';
import './style.css'; // after it, to count

export default theme;
