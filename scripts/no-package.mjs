// Stands in for packages that the bundle never calls.
export {};
