export { default } from '../../shared/layout.jsx';
