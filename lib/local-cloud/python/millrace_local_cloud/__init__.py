"""Runs LocalStack on the host, without Docker, reachable from this machine only.

LocalStack is unchanged. Around it, this package

* keeps every listening socket on the loopback interface (:mod:`.loopback`),
* runs Lambda functions as Node processes of this machine (:mod:`.lambda_executor`),
* runs DynamoDB Local so that clients may also talk to it directly (:mod:`.dynamodb`),
* has mappings of Kinesis streams go on where they were (:mod:`.stream_reader`),
* keeps log groups from growing without bound (:mod:`.cloudwatch_logs`),
* has executions of Step Functions answer as soon as they are there (:mod:`.executions`).

Started by ``python -m millrace_local_cloud``; every setting comes from the environment
(:mod:`.settings`) and is chosen by the command line tool that starts it.
"""
