/** The same batch run, in which every event is looked at. */
process.env['WITHOUT_SQL'] = '1';
await import('./millrace.ts');
