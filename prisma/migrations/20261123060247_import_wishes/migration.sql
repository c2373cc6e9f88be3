-- AlterTable
ALTER TABLE "FeedImport" ADD COLUMN     "channelId" TEXT,
ADD COLUMN     "opensShow" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "slug" TEXT;
