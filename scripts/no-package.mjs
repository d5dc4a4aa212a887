// Stands in for packages that draw pages of HTML, which the bundle never does.
export const drawsHtml = false;
