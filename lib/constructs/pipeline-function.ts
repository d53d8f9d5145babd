import { extname, join } from 'node:path';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { packageRoot } from '../package/package-root.ts';
import { acknowledge } from './acknowledgements.ts';
import { bundlingOf, type DefinitionModule } from './bundling.ts';
import { checkEnvironment } from './check-environment.ts';
import type { StageConfig } from './stage-config.ts';

/** Which handler a function runs; a folder of `lambdas/`. */
export type Handler = keyof StageConfig['functions'];

export interface PipelineFunctionProps {
  readonly handler: Handler;
  readonly description: string;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Path of the module that exports `handler`.
   *
   * @defaultValue `lambdas/<handler>/index.ts`
   */
  readonly entry?: string;
}

/** Handlers stand beside this module's folder: as sources in a checkout, built in the package. */
const handlerFile = (handler: Handler): string =>
  join(
    import.meta.dirname,
    '..',
    '..',
    'lambdas',
    handler,
    `index${extname(import.meta.filename)}`,
  );

/** A Lambda function with a log group and a role of its own that starts with no permission at all. */
export class PipelineFunction extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const { handler, description, stage, definition, environment } = props;
    const { memoryMegabytes, timeout } = stage.functions[handler];
    const variables = { ...environment, NODE_OPTIONS: '--enable-source-maps' };
    checkEnvironment(description, variables);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetention,
      removalPolicy: stage.onDestroy,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);

    this.function = new NodejsFunction(this, 'Function', {
      description,
      entry: props.entry ?? handlerFile(handler),
      projectRoot: packageRoot(),
      depsLockFilePath: join(packageRoot(), 'package.json'), // nothing is installed for a bundle,
      bundling: bundlingOf(this, definition),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMegabytes,
      timeout,
      role,
      logGroup,
      tracing: stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      awsSdkConnectionReuse: false, // a setting of SDK v2; v3 always reuses connections
      environment: variables,
    });
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray takes traces without a resource to name; the statement holds its two put actions alone.',
    );
  }
}
