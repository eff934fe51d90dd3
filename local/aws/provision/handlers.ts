import { createFunction, createInvokeConfig, createVersion } from "./function.ts";
import { createApi, createIntegration, createRoute, createStage } from "./http.ts";
import { createHttpAuthorizer } from "./http-authorizer.ts";
import { createLayer } from "./layer.ts";
import { createMapping } from "./mapping.ts";
import { createParameter } from "./parameter.ts";
import { createQueue } from "./queue.ts";
import type { ResourceHandler } from "./resource.ts";
import {
  createApiKey,
  createDeployment,
  createGatewayResponse,
  createRestApi,
  createRestResource,
  createRestStage,
  createUsagePlan,
  createUsagePlanKey,
} from "./rest.ts";
import { createRestAuthorizer } from "./rest-authorizer.ts";
import { createMethod } from "./rest-method.ts";
import { createRule, createSchedule } from "./schedule.ts";
import { skipResource } from "./skip.ts";
import { createTable } from "./table.ts";

const handlers: Record<string, ResourceHandler> = {
  "AWS::DynamoDB::Table": createTable,
  "AWS::SQS::Queue": createQueue,
  "AWS::SSM::Parameter": createParameter,
  "AWS::Lambda::Function": createFunction,
  "AWS::Lambda::Version": createVersion,
  "AWS::Lambda::Alias": createVersion,
  "AWS::Lambda::LayerVersion": createLayer,
  "AWS::Lambda::EventInvokeConfig": createInvokeConfig,
  "AWS::Lambda::EventSourceMapping": createMapping,
  "AWS::ApiGatewayV2::Api": createApi,
  "AWS::ApiGatewayV2::Stage": createStage,
  "AWS::ApiGatewayV2::Integration": createIntegration,
  "AWS::ApiGatewayV2::Route": createRoute,
  "AWS::ApiGatewayV2::Authorizer": createHttpAuthorizer,
  "AWS::ApiGateway::RestApi": createRestApi,
  "AWS::ApiGateway::Resource": createRestResource,
  "AWS::ApiGateway::Method": createMethod,
  "AWS::ApiGateway::Authorizer": createRestAuthorizer,
  "AWS::ApiGateway::Deployment": createDeployment,
  "AWS::ApiGateway::Stage": createRestStage,
  "AWS::ApiGateway::GatewayResponse": createGatewayResponse,
  "AWS::ApiGateway::ApiKey": createApiKey,
  "AWS::ApiGateway::UsagePlan": createUsagePlan,
  "AWS::ApiGateway::UsagePlanKey": createUsagePlanKey,
  "AWS::Events::Rule": createRule,
  "AWS::Scheduler::Schedule": createSchedule,
};

/** What creates the resources of a type; one that is not offered is skipped. */
export const handlerOf = (type: string): ResourceHandler => handlers[type] ?? skipResource;
