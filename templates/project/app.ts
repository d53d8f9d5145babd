import { App } from 'aws-cdk-lib';
import { pipelineFromContext } from 'millrace/cdk';

const app = new App();
await pipelineFromContext(app); // the module and the stage that cdk.json or -c name
app.synth();
