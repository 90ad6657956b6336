/** A project as people write one: several files, comments, one odd corner, and a file that is not Terraform. */
export const estate: Record<string, string> = {
  'main.tf': `terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

# Logs of everything. Ask the platform team before you change this.
resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs" # taken over from the old account
}

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
  tags   = { team = "data" }
}

resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  versioning_configuration {
    status = "Enabled"
  }
}

output "data_bucket" {
  value = aws_s3_bucket.data.arn
}
`,
  'queues.tf': `resource "aws_sqs_queue" "jobs" {
  name                      = "jobs"
  message_retention_seconds = 345600
}

resource "aws_sqs_queue" "mail" { name = "mail" }

resource "aws_sns_topic" "alerts" {
  name = "alerts"
}
`,
  'network.tf': `resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "main"
  }
}

resource "aws_security_group" "web" {
  name        = "web-sg"
  description = "Inbound https"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "web_ssh" {
  security_group_id = aws_security_group.web.id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}
`,
  'app.tf': `variable "size" {
  default = "t3.micro"
}

resource "aws_instance" "web" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.web.id]

  root_block_device {
    volume_size = 20
    encrypted   = true
  }

  tags = {
    Name = "web"
  }
}

resource "aws_instance" "worker" {
  ami           = "ami-0123456789abcdef0"
  instance_type = var.size

  tags = {
    Name = "worker"
  }
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = false
  }
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/app/api"
  retention_in_days = 30
}

resource "aws_kms_key" "backups" {
  description         = "Encrypts backups"
  enable_key_rotation = false
}

resource "aws_kms_alias" "backups" {
  name          = "alias/backups"
  target_key_id = aws_kms_key.backups.key_id
}

resource "aws_ecr_repository" "api" {
  name                 = "web/api"
  image_tag_mutability = "MUTABLE"
}

resource "aws_ssm_parameter" "level" {
  name  = "/app/log-level"
  type  = "String"
  value = "info"
}

resource "aws_ssm_parameter" "token" {
  name  = "/app/token"
  type  = "SecureString"
  value = "set-me"
}

resource "aws_iam_role" "lambda" {
  name               = "report-writer"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy" "lambda" {
  role   = aws_iam_role.lambda.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`,
  'README.md': 'This project holds { everything.\n',
};
