-- AlterTable
ALTER TABLE "FeedBuild" ADD COLUMN     "announcedHash" TEXT NOT NULL DEFAULT '';
