/** The worlds of what the workspace itself says of numbers: by command, and in its configuration. They are real: they bind every other. */
export const workspaceWorld = 'workspace';
export const listWorld = 'do-not-contact';
