export { default } from '../../of-all/layout.jsx';
