export default function x() {}
